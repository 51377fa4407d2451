import type { OwnModelReport, OwnNets } from '../../../shared/contracts/own-model'
import { BrenierError } from '../../../shared/errors'
import { matrix } from '../../../shared/matrix'
import { pictureSet, type PointSet } from '../../data/picture-set'
import { bounds } from '../../data/source-file'
import { OnnxDecoder } from '../../nn/onnx/picture-decoder'
import type { JobHandle } from '../job-manager'
import type { Study } from '../study/study'
import { closeNets, openNets, openOwnModel, type KeptModel, type OpenNets } from './own-model'
import { roundTrip } from './round-trip'

/** Codes decoded between two looks at whether the job goes on. */
const atOnce = 256

/**
 * What two nets make of a study's pictures, before it takes them.
 * @throws BrenierError `bad-shape`, `bad-argument` where they do not fit; those of reading and opening them
 */
export async function checkOwnModel(study: Study, chosen: OwnNets): Promise<OwnModelReport> {
  const nets = await openNets(chosen)
  try {
    return await roundTrip(nets, chosen, study.data)
  } finally {
    await closeNets(nets)
  }
}

/**
 * Makes two nets of the person's own the study's model, in place of one that was trained here; its codes are then to be
 * made by the encoder. A study of codes without pictures gets pictures: those the decoder makes of its codes.
 * @param job null where nobody waits for its progress
 * @returns what a round trip showed; null where the job was cancelled, and the study is as before
 * @throws BrenierError as `checkOwnModel`, `bad-argument` for a sample of points and where the decoded pictures would not
 *   fit into memory
 */
export async function attachOwnModel(
  study: Study,
  chosen: OwnNets,
  job: JobHandle | null,
): Promise<OwnModelReport | null> {
  if (study.data.kind === 'points' && study.origin.kind === 'sample') {
    throw new BrenierError(
      'bad-argument',
      `Expected pictures or codes of a model, got the points of the sample ${study.name}, which no model made. Open your codes first.`,
    )
  }
  job?.report({ stage: 'Open the model', done: 0, total: 1 })
  const nets = await openNets(chosen)
  let report: OwnModelReport
  let { data } = study
  try {
    report = await roundTrip(nets, chosen, data)
    if (data.kind === 'points') {
      const decoded = await decodedSet(data, nets, report, job)
      if (!decoded) return null
      data = decoded
    }
  } finally {
    await closeNets(nets)
  }
  const wired = (file: OpenNets['decoder']['file'], { output, range }: OwnModelReport['decoder']) => ({
    file,
    output,
    range,
  })
  const kept: KeptModel = {
    chosen,
    encoder: nets.encoder && wired(nets.encoder.file, report.encoder!),
    decoder: wired(nets.decoder.file, report.decoder),
    error: report.error,
  }
  const opened = await openOwnModel(kept, data)
  study.data = data
  study.takeOwnModel(opened)
  return report
}

/**
 * Lets a study's own model go; what was made by it stays to be looked at.
 * @throws BrenierError `missing-stage` where there is none
 */
export function dropOwnModel(study: Study): void {
  if (!study.ownModel) throw new BrenierError('missing-stage', 'This study’s model is not your own.')
  study.letModelGo()
  study.completed('model')
  study.stages.model = 'none'
}

/** Points with the pictures that the decoder makes of them. @returns null where the job was cancelled */
async function decodedSet(
  { points, name, labels, classNames, attributes, fileNames, warnings }: PointSet,
  { decoder }: OpenNets,
  report: OwnModelReport,
  job: JobHandle | null,
) {
  const { height, width, channels } = report.made
  const size = height * width * channels
  if (points.rows * size > bounds.setBytes) {
    throw new BrenierError(
      'bad-argument',
      `The decoder’s pictures of all ${points.rows} codes would take ${((points.rows * size) / 1e9).toFixed(1)} GB. Give a smaller picture a code when you open the codes.`,
    )
  }
  const net = await OnnxDecoder.of(decoder.session, report.decoder.output, null)
  const pixels = new Uint8Array(points.rows * size)
  for (let start = 0; start < points.rows; start += atOnce) {
    if (job?.control.cancelled) return null
    job?.report({ stage: 'Decode', done: start, total: points.rows })
    const end = Math.min(points.rows, start + atOnce)
    const part = points.data.slice(start * points.columns, end * points.columns)
    const values = await net.valuesOf(matrix(end - start, points.columns, part))
    pixels.set(net.picturesOf(values, report.decoder.range).pixels, start * size)
  }
  return pictureSet({
    name,
    height,
    width,
    channels: channels === 3 ? 3 : 1,
    pixels,
    labels,
    classNames,
    attributes,
    fileNames,
    warnings,
    codes: points,
  })
}
