import * as v from 'valibot'
import { BrenierError, asBrenierError } from '../../../shared/errors'
import { mapperMethods } from '../../../shared/mapper-settings'
import { matrix, type Matrix } from '../../../shared/matrix'
import { decodeNpy, type NpyData } from '../../data/npy'
import { givenCodes, pictureSet, pointSet, type Attribute, type DataSet } from '../../data/picture-set'
import { openSample } from '../../data/samples'
import { Network } from '../../nn/network'
import { isKept } from '../../project/kept-files'
import { readStudy } from '../../project/study-folder'
import type { MeasuredRun } from '../compare/compare-runs'
import { discontinuityPart, modesPart, unpackDiscontinuities, unpackModes } from './kept-reports'
import { runCodesPart, runPart, unpackRun, unpackRunCodes } from '../training/kept-runs'
import { codesOf } from '../training/make-codes'
import { decodeMapper, mapperPart, otherMapperPart } from './mapper-file'
import type { Mapper } from '../mappers/mapper-fit'
import { openOwnModel } from '../own-model/own-model'
import { ownModelPart, unpackOwnModel } from '../own-model/own-model-file'
import { decodeModel } from './model-file'
import { ownPicturesPart, unpackOwnPictures } from './own-pictures-file'
import { fromSavedSource } from './saved-source'
import { runOfCheckpoint, type KeptEpoch, type Run } from '../training/runs'
import { Study, type SolvedTransport } from './study'
import { studyContent, type StudyContent } from './study-content'
import type { Tools } from '../tools'

/** Reads arrays out of a saved study's parts, and remembers which stages could not be read and why. */
class Parts {
  readonly damaged: string[]
  readonly #parts: ReadonlyMap<string, Uint8Array>

  constructor(parts: ReadonlyMap<string, Uint8Array>, damaged: readonly string[]) {
    this.#parts = parts
    this.damaged = [...damaged]
  }

  has(name: string): boolean {
    return this.#parts.has(name)
  }

  bytes(name: string): Uint8Array {
    const bytes = this.#parts.get(name)
    if (bytes) return bytes
    throw new BrenierError('study-damaged', `${name} is missing or damaged.`)
  }

  array<T extends NpyData>(
    name: string,
    type: abstract new (...parameters: never[]) => T,
  ): { shape: readonly number[]; data: T } {
    const { shape, data } = decodeNpy(this.bytes(name), name)
    if (data instanceof type) return { shape, data }
    throw new BrenierError('study-damaged', `${name} holds numbers of another type than was saved.`)
  }

  matrix(name: string): Matrix {
    const { shape, data } = this.array(name, Float32Array)
    return matrix(shape[0] ?? 0, shape[1] ?? 0, data)
  }

  /** What `read` makes, or null with a sentence where it cannot be made. */
  async stage<T>(what: string, read: () => T | Promise<T>): Promise<T | null> {
    try {
      return await read()
    } catch (error) {
      this.damaged.push(`The ${what} could not be reopened: ${asBrenierError(error).message}`)
      return null
    }
  }
}

/**
 * Reopens a saved study as it was. What is damaged is named in `damaged`, its stage is to be made again, and the rest
 * opens.
 * @param id another one than was saved
 * @throws BrenierError `file-not-found`, `study-damaged` (the manifest or the data), `study-version`
 */
export async function openStudyFolder(
  folder: string,
  tools: Pick<Tools, 'tensors' | 'resources'>,
  id?: string,
): Promise<Study> {
  const opened = await readStudy(folder)
  const outcome = v.safeParse(studyContent, opened.content)
  if (!outcome.success) {
    const issue = outcome.issues[0]
    throw new BrenierError(
      'study-damaged',
      `The study in ${folder} cannot be read: at ${v.getDotPath(issue) ?? 'its top'}: ${issue.message}. Restore study.json from a copy.`,
    )
  }
  const content = outcome.output
  const parts = new Parts(opened.parts, opened.damaged)
  const data = await reopenData(content, parts, tools.resources)
  const study = new Study(
    id ?? content.id,
    content.name,
    data,
    content.origin,
    content.parameters,
    content.view,
  )
  study.location = folder

  study.runs = await reopenRuns(content.runs, folder, parts.damaged)
  if (content.model) {
    const { epochs, run } = content.model
    study.model = await parts.stage('model', async () => {
      const checkpoint = decodeModel(parts.bytes('model.safetensors'), 'model.safetensors')
      const network = await Network.open(tools.tensors, checkpoint.spec, checkpoint.weights)
      return { network, checkpoint, epochs, run: run ?? runOfCheckpoint(study, checkpoint) }
    })
  }
  if (parts.has(ownModelPart) && data.kind === 'pictures') {
    study.ownModel = await parts.stage('model of your own', () =>
      openOwnModel(unpackOwnModel(parts.bytes(ownModelPart)), data),
    )
  }
  if (content.codes) {
    const { centre, scale } = content.codes.normalisation
    const normalisation = { centre: Float64Array.from(centre), scale }
    study.codes = await parts.stage('codes', () => {
      const raw = givenCodes(data) ?? parts.matrix('codes.npy')
      const { shape, data: indices } = parts.array('neighbours.npy', Uint32Array)
      const { data: squaredDistances } = parts.array('neighbour-distances.npy', Float32Array)
      const neighbours = { rows: shape[0] ?? 0, k: shape[1] ?? 0, indices, squaredDistances }
      return codesOf(raw, normalisation, neighbours)
    })
  }
  if (content.transport && study.codes) {
    const saved = content.transport
    study.transport = await parts.stage('map', () => reopenTransport(saved, parts))
  }
  if (content.facets && study.transport) {
    const { exact, suggested } = content.facets
    study.facets = await parts.stage('singular set', () => ({
      suggested,
      table: {
        exact,
        first: parts.array('facets-first.npy', Uint32Array).data,
        second: parts.array('facets-second.npy', Uint32Array).data,
        angle: parts.array('facets-angle.npy', Float32Array).data,
        distance: parts.array('facets-distance.npy', Float32Array).data,
        mass: parts.array('facets-mass.npy', Float32Array).data,
      },
    }))
  }
  if (content.layout && study.codes) {
    const { layout } = content
    const positions = await parts.stage('cloud', () => parts.array('cloud.npy', Float32Array).data)
    if (positions) study.setLayout({ ...layout, positions })
  }
  study.mappers = await reopenMappers(parts)
  if (parts.has(modesPart)) {
    study.modes = await parts.stage('modes', () => unpackModes(parts.bytes(modesPart)))
  }
  if (parts.has(discontinuityPart)) {
    study.discontinuities = await parts.stage('discontinuity test', () =>
      unpackDiscontinuities(parts.bytes(discontinuityPart)),
    )
  }
  if (parts.has(ownPicturesPart)) {
    const own = await parts.stage('pictures of your own', () =>
      unpackOwnPictures(parts.bytes(ownPicturesPart)),
    )
    if (own) study.ownPictures = own
  }
  forgetLostPictures(study)
  study.measuredRuns = await reopenMeasuredRuns(study, parts)
  settleStages(study, content)
  study.damaged = parts.damaged
  study.saved = true
  return study
}

/** A view names no picture that is not there: where their part was damaged, they are gone. */
function forgetLostPictures(study: Study): void {
  const { view, ownPictures } = study
  const there = view.ownPictures.filter(({ id }) => ownPictures.has(id))
  if (there.length < view.ownPictures.length) study.view = { ...view, ownPictures: there }
}

/** A stage whose value is there stands as saved; one that was running when saved, or is lost, is to be made again. */
function settleStages(study: Study, content: StudyContent): void {
  const there = {
    data: true,
    model: study.model !== null || study.ownModel !== null,
    codes: study.codes !== null,
    transport: study.transport !== null,
    facets: study.facets !== null,
    cloud: study.layout !== null,
  }
  for (const stage of Object.keys(there) as (keyof typeof there)[]) {
    const saved = content.stages[stage]
    if (!there[stage]) study.stages[stage] = 'none'
    else study.stages[stage] = saved === 'stale' ? 'stale' : 'done'
  }
}

/** The runs with the kept epochs whose files are there; a lost one is named. */
async function reopenRuns(runs: StudyContent['runs'], folder: string, damaged: string[]): Promise<Run[]> {
  const reopened: Run[] = []
  for (const run of runs) {
    const kept: KeptEpoch[] = []
    for (const one of run.kept) {
      const there = (await isKept(folder, one.model)) && (await isKept(folder, one.pictures))
      if (there) kept.push(one)
      else damaged.push(`Epoch ${one.epoch} of ${run.name} is missing or cut short, and is kept no longer.`)
    }
    reopened.push({ ...run, kept })
  }
  return reopened
}

/** The newest first. */
async function reopenMappers(parts: Parts): Promise<Mapper[]> {
  const mappers: Mapper[] = []
  for (const part of [mapperPart, ...mapperMethods.map(otherMapperPart)]) {
    if (!parts.has(part)) continue
    const mapper = await parts.stage('mapper', () => decodeMapper(parts.bytes(part), part))
    if (mapper) mappers.push(mapper)
  }
  return mappers
}

async function reopenMeasuredRuns({ runs, codes }: Study, parts: Parts): Promise<Map<string, MeasuredRun>> {
  const reopened = new Map<string, MeasuredRun>()
  for (const { id, name } of runs) {
    if (!parts.has(runPart(id))) continue
    const measured = await parts.stage(`measures of ${name}`, () => {
      const ofRun = parts.has(runCodesPart(id)) ? unpackRunCodes(parts.bytes(runCodesPart(id)), id) : codes
      if (ofRun) return { ...unpackRun(parts.bytes(runPart(id)), id), codes: ofRun }
      throw new BrenierError('study-damaged', 'its codes are missing.')
    })
    if (measured) reopened.set(id, measured)
  }
  return reopened
}

async function reopenData(content: StudyContent, parts: Parts, resources: string): Promise<DataSet> {
  const { origin, data } = content
  if (origin.kind === 'sample') {
    const sample = await openSample(origin.name, resources)
    if (sample) return sample
    throw new BrenierError(
      'file-not-found',
      `This study is of the sample "${origin.name}", which this version does not ship.`,
    )
  }
  const integers = (what: string, name: string) => parts.stage(what, () => parts.array(name, Int32Array).data)
  const labels = data.labels ? await integers('labels', 'labels.npy') : null
  const classNames = labels && data.classNames
  const attributes: Attribute[] = []
  for (const [i, { name, values }] of data.attributes.entries()) {
    const codes = await integers(`attribute ${name}`, `attribute-${i}.npy`)
    if (codes) attributes.push({ name, values, codes })
  }
  const { fileNames, warnings } = data
  if (data.kind === 'points') {
    const more = { attributes, fileNames, warnings }
    return pointSet(data.name, parts.matrix('points.npy'), labels, classNames, more)
  }
  const { shape, data: pixels } = parts.array('pixels.npy', Uint8Array)
  const [, height = 0, width = 0, channels = 1] = shape
  return pictureSet({
    name: data.name,
    height,
    width,
    channels: channels === 3 ? 3 : 1,
    pixels,
    labels,
    classNames,
    attributes,
    fileNames,
    warnings,
    codes: data.codes ? parts.matrix('points.npy') : null,
  })
}

function reopenTransport(saved: NonNullable<StudyContent['transport']>, parts: Parts): SolvedTransport {
  const doubles = (name: string) => parts.array(name, Float64Array).data
  const integers = (name: string) => parts.array(name, Uint32Array).data
  const targets = parts.matrix('targets.npy')
  const masses = doubles('masses.npy')
  const cellMasses = doubles('cell-masses.npy')
  const { centre, scale } = saved.normalisation
  return {
    map: {
      source: fromSavedSource(saved.source, targets.columns),
      targets,
      heights: doubles('heights.npy'),
      masses,
      cellMasses,
      targetOf: integers('target-of.npy'),
      codeOf: integers('code-of.npy'),
      normalisation: { centre: Float64Array.from(centre), scale },
      method: saved.method,
      seed: saved.seed,
      report: { ...saved.solved, noiseFloor: saved.solved.noiseFloor ?? Number.POSITIVE_INFINITY },
      history: {
        steps: doubles('map-history-steps.npy'),
        samples: doubles('map-history-samples.npy'),
        relativeRms: doubles('map-history-relativerms.npy'),
        checkedRms: doubles('map-history-checkedrms.npy'),
        worstCell: doubles('map-history-worstcell.npy'),
        stepSize: doubles('map-history-stepsize.npy'),
      },
    },
    items: integers('target-items.npy'),
    cellMass: Float32Array.from(cellMasses, (mass, i) => mass / masses[i]!),
    centres: parts.matrix('cell-centres.npy'),
    report: saved.report,
  }
}
