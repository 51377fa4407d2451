/**
 * Makes a study ship with its recipe: `node scripts/ship-study.mjs faces FOLDER`, FOLDER from
 * `npm run -s brenier -- study run faces --out FOLDER`. Run it again where the recipe changes; what it writes under
 * resources/studies is committed.
 */
import path from 'node:path'
import { runnerImport } from 'vite'

const root = path.resolve(import.meta.dirname, '..')
const resources = path.join(root, 'resources')
const [recipe, folder] = process.argv.slice(2)
if (!recipe || !folder) throw new Error('Expected a recipe and the folder of the study made by it.')

const load = async (file) => (await runnerImport(path.join(root, file))).module
const { openStudyFolder } = await load('main/jobs/study/open-study.ts')
const { shipStudy } = await load('main/jobs/study/shipped-study.ts')
const { tensorsHere } = await load('main/nn/tensors.ts')

const study = await openStudyFolder(path.resolve(folder), { tensors: tensorsHere(), resources })
if (study.damaged.length > 0) throw new Error(study.damaged.join(' '))
console.log(await shipStudy(study, recipe, resources))
process.exit()
