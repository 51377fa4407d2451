import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import * as v from 'valibot'
import { BrenierError, asBrenierError } from '../../../shared/errors'
import { matrix } from '../../../shared/matrix'
import { productVersion } from '../../../shared/product'
import { decodeNpy, encodeNpy, type NpyData } from '../../data/npy'
import type { Transport } from '../../ot/transport'
import { fromSavedSource, savedSource, toSavedSource } from './saved-source'
import { normalisation, solvedReport } from './study-content'

const schema = v.strictObject({
  format: v.literal('brenier-transport'),
  version: v.literal(1),
  product: v.string(),
  source: savedSource,
  method: v.picklist(['newton2d', 'newton3d', 'stochastic', 'paper']),
  seed: v.number(),
  normalisation,
  report: solvedReport,
})

const finiteOrNull = (value: number) => (Number.isFinite(value) ? value : null)

/**
 * Writes a map as a folder that other programs read: `transport.json` and one .npy an array. `targets.npy` holds the
 * normalised codes, `heights.npy` their heights: T(x) is the row of the largest ⟨x, y_i⟩ + h_i.
 */
export async function writeTransport(folder: string, map: Transport): Promise<string[]> {
  await mkdir(folder, { recursive: true })
  const written: string[] = []
  const put = async (name: string, bytes: Uint8Array | string) => {
    const file = path.join(folder, name)
    await writeFile(file, bytes)
    written.push(file)
  }
  const vector = (data: NpyData) => encodeNpy(data, [data.length])
  await put('targets.npy', encodeNpy(map.targets.data, [map.targets.rows, map.targets.columns]))
  await put('heights.npy', vector(map.heights))
  await put('masses.npy', vector(map.masses))
  await put('cell-masses.npy', vector(map.cellMasses))
  await put('target-of.npy', vector(map.targetOf))
  await put('code-of.npy', vector(map.codeOf))
  const { report } = map
  const facts: v.InferOutput<typeof schema> = {
    format: 'brenier-transport',
    version: 1,
    product: productVersion,
    source: toSavedSource(map.source),
    method: map.method,
    seed: map.seed,
    normalisation: { centre: [...map.normalisation.centre], scale: map.normalisation.scale },
    report: { ...report, noiseFloor: finiteOrNull(report.noiseFloor), warnings: [...report.warnings] },
  }
  await put('transport.json', `${JSON.stringify(facts, null, 1)}\n`)
  return written
}

/** @throws BrenierError `file-not-found`, `file-format` */
export async function readTransport(folder: string): Promise<Transport> {
  const read = (name: string) =>
    readFile(path.join(folder, name)).catch(() => {
      throw new BrenierError(
        'file-not-found',
        `Expected a map with ${name} in ${folder}, found none. Solve one with \`brenier transport solve\`.`,
      )
    })
  let parsed: unknown
  try {
    parsed = JSON.parse((await read('transport.json')).toString('utf8'))
  } catch (error) {
    if (error instanceof BrenierError) throw error
    throw new BrenierError(
      'file-format',
      `transport.json in ${folder} is no JSON: ${asBrenierError(error).message}. Solve the map again.`,
    )
  }
  const outcome = v.safeParse(schema, parsed)
  if (!outcome.success) {
    const issue = outcome.issues[0]
    throw new BrenierError(
      'file-format',
      `transport.json in ${folder} does not fit: at ${v.getDotPath(issue) ?? 'its top'}: ${issue.message}.`,
    )
  }
  const facts = outcome.output
  const array = async <T extends NpyData>(name: string, type: abstract new (...parameters: never[]) => T) => {
    const { shape, data } = decodeNpy(await read(name), name)
    if (data instanceof type) return { shape, data }
    throw new BrenierError(
      'file-format',
      `${name} in ${folder} holds numbers of another type than was written.`,
    )
  }
  const targets = await array('targets.npy', Float32Array)
  const [rows = 0, columns = 0] = targets.shape
  const { centre, scale } = facts.normalisation
  const empty = new Float64Array(0)
  return {
    source: fromSavedSource(facts.source, columns),
    targets: matrix(rows, columns, targets.data),
    heights: (await array('heights.npy', Float64Array)).data,
    masses: (await array('masses.npy', Float64Array)).data,
    cellMasses: (await array('cell-masses.npy', Float64Array)).data,
    targetOf: (await array('target-of.npy', Uint32Array)).data,
    codeOf: (await array('code-of.npy', Uint32Array)).data,
    normalisation: { centre: Float64Array.from(centre), scale },
    method: facts.method,
    seed: facts.seed,
    report: { ...facts.report, noiseFloor: facts.report.noiseFloor ?? Number.POSITIVE_INFINITY },
    history: {
      steps: empty,
      samples: empty,
      relativeRms: empty,
      checkedRms: empty,
      worstCell: empty,
      stepSize: empty,
    },
  }
}
