import { productVersion } from '../../../shared/product'
import { encodeNpy, type NpyData } from '../../data/npy'
import type { Normalisation } from '../../ot/normalise'
import type { TransportReport as SolverReport } from '../../ot/transport'
import { copyKeptFiles, sweepKeptFiles } from '../../project/kept-files'
import { givenCodes } from '../../data/picture-set'
import type { FileContent } from '../../data/replace-file'
import { writeStudy } from '../../project/study-folder'
import { inTurn } from '../../project/turns'
import { codesFingerprint } from './fingerprints'
import { discontinuityPart, modesPart, packDiscontinuities, packModes } from './kept-reports'
import { packRun, packRunCodes, runCodesPart, runPart } from '../training/kept-runs'
import { mapperPart, mapperPieces, otherMapperPart } from './mapper-file'
import { methodOf } from '../mappers/mapper-fit'
import { modelPieces } from './model-file'
import { ownModelPart, packOwnModel } from '../own-model/own-model-file'
import { ownPicturesInView } from '../own-pictures/own-pictures'
import { ownPicturesPart, packOwnPictures } from './own-pictures-file'
import { keptFiles } from '../training/runs'
import { toSavedSource } from './saved-source'
import type { Study } from './study'
import { historyColumns, type StudyContent } from './study-content'

/** Bytes made once of a value that does not change: an autosave then writes and hashes only what is new. */
const encoded = new WeakMap<object, FileContent>()

function once<T extends object>(value: T, encode: (value: T) => FileContent): FileContent {
  let bytes = encoded.get(value)
  if (!bytes) {
    bytes = encode(value)
    encoded.set(value, bytes)
  }
  return bytes
}

/**
 * Saves a study into a folder: weights, codes, heights, cloud, facets, paths, parameters and seeds, all that is needed
 * to reopen it as it is. Samples are saved by name, other pictures with their pixels. Saves follow one another.
 * @throws BrenierError `disk-full`
 */
export const saveStudy = (study: Study, folder: string): Promise<void> => inTurn(() => saveNow(study, folder))

async function saveNow(study: Study, folder: string): Promise<void> {
  const parts = new Map<string, FileContent>()
  const put = (name: string, data: NpyData, shape: readonly number[]) =>
    keep(name, data, () => encodeNpy(data, shape))
  function keep<T extends object>(name: string, value: T | null, encode: (value: T) => FileContent): void {
    if (value) parts.set(name, once(value, encode))
  }

  const { data, model, codes, transport, facets, layout, modes, discontinuities } = study
  if (study.origin.kind !== 'sample') {
    const given = givenCodes(data)
    if (data.kind === 'pictures')
      put('pixels.npy', data.pixels, [data.count, data.height, data.width, data.channels])
    if (given) put('points.npy', given.data, [given.rows, given.columns])
    if (data.labels) put('labels.npy', data.labels, [data.labels.length])
    for (const [i, { codes: values }] of data.attributes.entries())
      put(`attribute-${i}.npy`, values, [values.length])
  }
  keep('model.safetensors', model && model.checkpoint, modelPieces)
  keep(ownModelPart, study.ownModel, packOwnModel)
  const [mapper = null, ...others] = study.mappers
  keep(mapperPart, mapper, mapperPieces)
  for (const other of others) keep(otherMapperPart(methodOf(other)), other, mapperPieces)
  keep(modesPart, modes, packModes)
  keep(discontinuityPart, discontinuities, packDiscontinuities)
  const ownPictures = ownPicturesInView(study)
  if (ownPictures.length > 0) parts.set(ownPicturesPart, packOwnPictures(ownPictures))
  for (const [id, measured] of study.measuredRuns) {
    keep(runPart(id), measured, packRun)
    // Those of the study's own run are a part already.
    if (!codes || codesFingerprint(codes) !== codesFingerprint(measured.codes))
      keep(runCodesPart(id), measured.codes, packRunCodes)
  }
  if (codes) {
    put('codes.npy', codes.raw.data, [codes.raw.rows, codes.raw.columns])
    put('neighbours.npy', codes.neighbours.indices, [codes.neighbours.rows, codes.neighbours.k])
    put('neighbour-distances.npy', codes.neighbours.squaredDistances, [
      codes.neighbours.rows,
      codes.neighbours.k,
    ])
  }
  if (transport) {
    const { map, items, centres } = transport
    put('heights.npy', map.heights, [map.heights.length])
    put('masses.npy', map.masses, [map.masses.length])
    put('cell-masses.npy', map.cellMasses, [map.cellMasses.length])
    put('targets.npy', map.targets.data, [map.targets.rows, map.targets.columns])
    put('target-items.npy', items, [items.length])
    put('target-of.npy', map.targetOf, [map.targetOf.length])
    put('code-of.npy', map.codeOf, [map.codeOf.length])
    put('cell-centres.npy', centres.data, [centres.rows, centres.columns])
    for (const column of historyColumns) {
      const values = map.history[column]
      put(`map-history-${column.toLowerCase()}.npy`, values, [values.length])
    }
  }
  if (facets) {
    const { first, second, angle, distance, mass } = facets.table
    put('facets-first.npy', first, [first.length])
    put('facets-second.npy', second, [second.length])
    put('facets-angle.npy', angle, [angle.length])
    put('facets-distance.npy', distance, [distance.length])
    put('facets-mass.npy', mass, [mass.length])
  }
  if (layout) put('cloud.npy', layout.positions, [layout.positions.length / 3, 3])

  // What changes between here and the end of the write is a later save's.
  const view = study.view
  const content = contentOf(study)
  const kept = keptFiles(study.runs)
  if (study.location !== null && study.location !== folder) await copyKeptFiles(study.location, folder, kept)
  await writeStudy(folder, { product: productVersion, content, parts })
  await sweepKeptFiles(folder, kept)
  study.location = folder
  study.saved = study.view === view
  study.saveProblem = null
}

function savedReport(report: SolverReport) {
  const { noiseFloor, warnings } = report
  return { ...report, noiseFloor: Number.isFinite(noiseFloor) ? noiseFloor : null, warnings: [...warnings] }
}

const plain = ({ centre, scale }: Normalisation) => ({ centre: [...centre], scale })

function contentOf(study: Study): StudyContent {
  const { data, model, codes, transport, facets, layout } = study
  const items = {
    name: data.name,
    labels: data.labels !== null,
    classNames: data.classNames && [...data.classNames],
    attributes: data.attributes.map(({ name, values }) => ({ name, values: [...values] })),
    fileNames: data.fileNames && [...data.fileNames],
    warnings: [...data.warnings],
  }
  return {
    id: study.id,
    name: study.name,
    origin: study.origin,
    data:
      data.kind === 'pictures'
        ? { kind: 'pictures', ...items, codes: data.codes !== null }
        : { kind: 'points', ...items },
    parameters: study.parameters,
    stages: { ...study.stages },
    view: study.view,
    model: model && {
      epochs: model.epochs,
      run: model.run,
    },
    runs: study.runs.map(({ epochs, kept, ...run }) => ({ ...run, epochs: [...epochs], kept: [...kept] })),
    codes: codes && { normalisation: plain(codes.normalisation) },
    transport: transport && {
      source: toSavedSource(transport.map.source),
      method: transport.map.method,
      seed: transport.map.seed,
      normalisation: plain(transport.map.normalisation),
      solved: savedReport(transport.map.report),
      report: transport.report,
    },
    facets: facets && { exact: facets.table.exact, suggested: facets.suggested },
    layout: layout && {
      method: layout.method,
      dimensions: layout.dimensions,
      iteration: layout.iteration,
      iterations: layout.iterations,
      kl: layout.kl,
    },
  }
}
