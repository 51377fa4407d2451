/** What people come with, opened as they would, up to the first cloud. Times are printed. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { unzipSync } from 'fflate'
import { encodeNpy } from '../../main/data/npy'
import { realData } from '../../main/data/real-data.fixture'
import { random } from '../../shared/random'
import { expect, test, type Launched } from './launch'
import { StudyWindow } from './pages/study-window'

const screens = path.resolve(import.meta.dirname, '../../artefacts/screens')
mkdirSync(screens, { recursive: true })

const mnist = realData('mnist/train-images-idx3-ubyte.gz')
const faces = realData('orl/orl-faces-400-92x112.zip')
const frey = realData('frey/frey-images-idx3-ubyte.gz')

interface Drill {
  readonly name: string
  /** What the gallery counts. */
  readonly count: string
  readonly open: (study: StudyWindow) => Promise<void>
}

/** Opens data as a person does and runs the study until its cloud stands; each step timed from the first gesture. */
async function drill({ page, app }: Launched, { name, count, open }: Drill): Promise<StudyWindow> {
  const study = new StudyWindow(page, app)
  await expect(page.getByText(/TensorFlow/)).toBeVisible({ timeout: 30_000 })
  const start = performance.now()
  const seconds = () => ((performance.now() - start) / 1000).toFixed(1)
  await open(study)
  await expect(page.getByText(count, { exact: true })).toBeVisible({ timeout: 60_000 })
  const opened = seconds()
  await page.screenshot({ path: path.join(screens, `drill-${name}-data.png`) })
  await page.getByRole('button', { name: /^Run/ }).click()
  await study.show('Latent')
  await expect.poll(() => study.probed(), { timeout: 300_000 }).toBe(true)
  await expect
    .poll(() => study.ask((probe) => probe.counts().points), { timeout: 300_000 })
    .toBe(Number(count.split(' ')[0]!.replace(',', '')))
  const cloud = seconds()
  await page.screenshot({ path: path.join(screens, `drill-${name}-cloud.png`) })
  console.log(`${name}: data after ${opened} s, first cloud after ${cloud} s`)
  return study
}

/** Answers the dialog that asks for a folder. */
async function openFolder({ page, app }: StudyWindow, folder: string): Promise<void> {
  await app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] })
  }, folder)
  await page.keyboard.press('Control+Shift+O')
}

test.describe.configure({ timeout: 400_000 })

test('60,000 digits from IDX', async ({ launch }) => {
  test.skip(mnist.absent, 'MNIST is not there')
  await drill(await launch(), {
    name: 'mnist',
    count: '60,000 of 60,000 pictures',
    open: (study) => study.drop(mnist.path),
  })
})

test('400 faces of 40 people from a folder with a folder each', async ({ launch, freshFolder }) => {
  test.skip(faces.absent, 'ORL is not there')
  const folder = path.join(freshFolder('orl'), 'faces')
  for (const [name, bytes] of Object.entries(unzipSync(readFileSync(faces.path)))) {
    if (name.endsWith('/')) continue
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
    writeFileSync(path.join(folder, name), bytes)
  }
  const { page } = await drill(await launch(), {
    name: 'orl',
    count: '400 of 400 pictures',
    open: (study) => openFolder(study, folder),
  })
  await page.getByRole('navigation', { name: 'Views' }).getByText('Data', { exact: true }).click()
  await expect(page.getByText('40 classes')).toBeVisible()
})

test('1,965 frames of a face', async ({ launch }) => {
  test.skip(frey.absent, 'Frey is not there')
  await drill(await launch(), {
    name: 'frey',
    count: '1,965 of 1,965 pictures',
    open: (study) => study.drop(frey.path),
  })
})

test('codes of one’s own with labels', async ({ launch, freshFolder }) => {
  const folder = freshFolder('codes')
  const [count, dimension, kinds] = [3000, 8, 5]
  const source = random(1)
  const codes = Float32Array.from(
    { length: count * dimension },
    (_, at) => (Math.floor(at / dimension) % kinds === at % dimension ? 6 : 0) + source.normal(),
  )
  writeFileSync(path.join(folder, 'mine.npy'), encodeNpy(codes, [count, dimension]))
  const lines = Array.from({ length: count }, (_, item) => `${item},kind ${item % kinds}`)
  writeFileSync(path.join(folder, 'about.csv'), ['id,label', ...lines].join('\n'))
  const study = await drill(await launch(), {
    name: 'codes',
    count: '3,000 of 3,000 points',
    open: async (study) => {
      await study.drop(path.join(folder, 'mine.npy'), path.join(folder, 'about.csv'))
      await study.page.getByRole('dialog').getByRole('button', { name: 'Open' }).click()
    },
  })
  await study.show('Data')
  await expect(study.page.getByText('5 classes')).toBeVisible()
})

test('CIFAR’s batches from their folder, and a table of points', async ({ launch, freshFolder }) => {
  const folder = path.join(freshFolder('cifar'), 'batches')
  mkdirSync(folder)
  const batch = Uint8Array.from({ length: 60 * 3073 }, (_, at) =>
    at % 3073 === 0 ? (at / 3073) % 10 : at % 251,
  )
  for (const name of ['data_batch_1', 'test_batch']) writeFileSync(path.join(folder, `${name}.bin`), batch)
  const { page, app } = await launch()
  const study = new StudyWindow(page, app)
  await expect(page.getByText(/TensorFlow/)).toBeVisible({ timeout: 30_000 })
  await openFolder(study, folder)
  await expect(page.getByText('120 of 120 pictures')).toBeVisible()
  await expect(page.getByRole('main').getByText('automobile')).toBeVisible()
  await expect(page.getByRole('main').getByText('data_batch_1')).toBeVisible()
  const table = path.join(path.dirname(folder), 'flowers.csv')
  writeFileSync(table, 'length,width,class\n1,2,a\n3,4,b\n5,6,a\n')
  await study.drop(table)
  await expect(page.getByText('3 of 3 points')).toBeVisible()
  await expect(page.getByRole('img', { name: 'Points in the plane' })).toBeVisible()
  await page.screenshot({ path: path.join(screens, 'drill-table-data.png') })
})
