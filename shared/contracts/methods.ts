import * as v from 'valibot'
import {
  comparedColumns,
  comparedPath,
  comparedPicture,
  comparedRuns,
  comparedTable,
  drawnCloud,
  runCloud,
} from './compare'
import { count, declared, finite, listOf, measuredFloat32, text, uint32, uint8 } from './arrays'
import { discontinuityReport } from './discontinuity'
import { gridReport, latentGrid } from './grid'
import { jobReference, jobRequest, jobStatus } from './jobs'
import { mapperHistory } from './mapper'
import { drawnPictures, modesReport, mostDraws, nearMode } from './modes'
import {
  atlas,
  cloud,
  displacement,
  engineInfo,
  facets,
  generatedCloud,
  itemMeasure,
  labels,
  pathTrace,
  planeDiagram,
  planePoints,
  solidDiagram,
  planeSlice,
  pointReport,
  recipeSummary,
  transportState,
} from './results'
import { fittedPicture, mostOwnPictures, ownPictureReport, pictureFitting } from './own-pictures'
import { ownModelReport, ownNets } from './own-model'
import { pictureSizesReport } from './picture-sizes'
import { experimentChoice, experimentSummary, reproductionReport } from './reproduction'
import { dataSource, latentPath, ownPicture, setFitting, studySummary, studyView, threshold } from './study'
import { epochView, pseudoInputs, trainingHistory } from './training'

/** Raised whenever a message changes shape: window and engine of different versions refuse each other. */
export const contractVersion = 4

const nothing = v.strictObject({})
const done = v.strictObject({ done: v.literal(true) })

/**
 * Every question the window can ask the engine: what it sends and what it gets.
 * Messages are validated where they enter a process, on both sides.
 */
export const methods = {
  'engine.info': { request: nothing, answer: engineInfo },

  'study.recipes': { request: nothing, answer: listOf(recipeSummary) },
  /** A new study from a recipe's name, or from data with default parameters. */
  'study.create': {
    request: v.strictObject({
      recipe: v.nullable(text()),
      source: v.nullable(dataSource),
      name: v.nullable(text()),
    }),
    answer: studySummary,
  },
  'study.open': { request: v.strictObject({ token: text() }), answer: studySummary },
  'study.summary': { request: nothing, answer: v.nullable(studySummary) },
  /** Saves to the granted folder, or to where the study already lies. */
  'study.save': {
    request: v.strictObject({ token: v.nullable(text()), view: studyView }),
    answer: studySummary,
  },
  /** Keeps the view in the engine so that an autosave or a crash does not lose paths. */
  'study.keepView': { request: studyView, answer: done },
  'study.rename': { request: v.strictObject({ name: text() }), answer: studySummary },
  /** The recipe that makes this study again, as JSON. */
  'study.recipe': { request: nothing, answer: v.strictObject({ name: text(), json: text() }) },
  /** The study as one HTML file, with its cloud to turn. */
  'study.report': { request: nothing, answer: v.strictObject({ name: text(), html: uint8() }) },
  /** Codes, places in the cloud and labels for other programs, Embedding Projector among them, as a zip. */
  'study.tables': {
    request: v.strictObject({ items: v.nullable(uint32()) }),
    answer: v.strictObject({ name: text(), zip: uint8() }),
  },
  'study.close': { request: nothing, answer: done },

  /** The papers' experiments, and what is kept of their latest runs. */
  'reproduce.list': { request: nothing, answer: listOf(experimentSummary) },
  'reproduce.report': { request: experimentChoice, answer: v.nullable(reproductionReport) },

  'job.start': { request: jobRequest, answer: jobStatus },
  'job.pause': { request: jobReference, answer: jobStatus },
  'job.resume': { request: jobReference, answer: jobStatus },
  /** One step of a paused job. */
  'job.step': { request: jobReference, answer: jobStatus },
  'job.cancel': { request: jobReference, answer: jobStatus },

  /** Pictures of several sizes, before a study is made of them. */
  'data.sizes': {
    request: v.strictObject({ token: text(), fitting: setFitting }),
    answer: pictureSizesReport,
  },
  'data.labels': { request: nothing, answer: labels },
  /** Null where the data are pictures. */
  'data.plane': { request: nothing, answer: v.nullable(planePoints) },
  'data.atlas': {
    request: v.strictObject({
      indices: v.pipe(v.array(count()), v.maxLength(20_000)),
      cell: v.pipe(count(), v.minValue(4), v.maxValue(256)),
    }),
    answer: atlas,
  },
  /** Of a run, or of the one that made the study's model. */
  'training.history': {
    request: v.strictObject({ run: v.nullable(text()) }),
    answer: v.nullable(trainingHistory),
  },
  /** Pictures and codes of a kept epoch. */
  'training.epoch': { request: v.strictObject({ run: text(), epoch: count() }), answer: epochView },
  /** The curve of the learned map's training; null where there is no learned map. */
  'mapper.history': { request: nothing, answer: v.nullable(mapperHistory) },
  /** Of the study's model as it is; null where it has none, or tells no picture which of them is its own. */
  'model.pseudoInputs': { request: nothing, answer: v.nullable(pseudoInputs) },
  /** What two nets of the person's own, by the tokens of their files, make of the study's pictures; the study stays as it is. */
  'own-model.check': { request: ownNets, answer: ownModelReport },
  /** Lets the person's own model go: one can be trained in its place. */
  'own-model.drop': { request: nothing, answer: studySummary },
  /** Makes a kept epoch of a run the study's model; null: the run as it ended. */
  'run.use': {
    request: v.strictObject({ run: text(), epoch: v.nullable(count()) }),
    answer: studySummary,
  },
  'run.rename': {
    request: v.strictObject({
      run: text(),
      name: v.pipe(text(), v.trim(), v.minLength(1), v.maxLength(200)),
    }),
    answer: studySummary,
  },
  'run.remove': { request: v.strictObject({ run: text() }), answer: studySummary },
  /** Runs that were measured. */
  'compare.table': { request: nothing, answer: comparedTable },
  'compare.clouds': { request: comparedRuns, answer: listOf(runCloud) },
  /** What runs drew, among their own codes. */
  'compare.drawn': { request: comparedColumns, answer: listOf(drawnCloud) },
  /** A picture of the set through the models of several runs. */
  'compare.picture': {
    request: v.strictObject({ ...comparedRuns.entries, index: count() }),
    answer: comparedPicture,
  },
  /** One path through the models of several runs, in their order. */
  'compare.path': { request: comparedPath, answer: listOf(pathTrace) },
  'cloud.get': { request: nothing, answer: v.nullable(cloud) },
  /** A measure of each item, NaN where an item has none; null where the study has not measured it. */
  'cloud.values': {
    /** `from`: the item whose distances are put in order. */
    request: v.strictObject({ of: itemMeasure, from: count() }),
    answer: v.strictObject({ values: v.nullable(measuredFloat32()) }),
  },
  /** The sample that a `modes` job drew last, placed in the cloud. */
  'cloud.generated': { request: nothing, answer: v.nullable(generatedCloud) },
  'facets.get': { request: nothing, answer: v.nullable(facets) },
  'transport.state': { request: nothing, answer: v.nullable(transportState) },
  'transport.diagram': { request: nothing, answer: v.nullable(planeDiagram) },
  'transport.solid': { request: nothing, answer: v.nullable(solidDiagram) },
  'transport.slice': {
    request: v.strictObject({
      items: v.tuple([count(), count(), count()]),
      size: v.pipe(count(), v.minValue(16), v.maxValue(1024)),
    }),
    answer: planeSlice,
  },
  'transport.displacement': {
    request: v.strictObject({ draws: v.pipe(count(), v.minValue(1), v.maxValue(100_000)), seed: count() }),
    answer: displacement,
  },
  /** Where the map of a plane study sends x. */
  'transport.map': {
    request: v.strictObject({ point: v.pipe(v.array(finite()), v.minLength(1), v.maxLength(1024)) }),
    answer: v.strictObject({ item: count(), mass: finite() }),
  },
  /** The latest discontinuity test of the map, read with a threshold; null where there was none. */
  'discontinuity.report': {
    request: v.strictObject({ threshold }),
    answer: v.nullable(discontinuityReport),
  },
  'point.inspect': { request: v.strictObject({ index: count() }), answer: pointReport },
  /** The items among the `k` nearest codes of any of `items`, ascending; as many of them as the study keeps. */
  'codes.neighbours': {
    request: v.strictObject({ items: uint32(), k: v.pipe(count(), v.minValue(1), v.maxValue(64)) }),
    answer: v.strictObject({ items: uint32() }),
  },
  /** A picture file of the person's own as the model would see it. */
  'own.preview': {
    request: v.strictObject({ token: text(), fitting: pictureFitting }),
    answer: fittedPicture,
  },
  /** Takes it beside the set. The view says which of those taken the study has. */
  'own.add': { request: v.strictObject({ token: text(), fitting: pictureFitting }), answer: ownPicture },
  'own.reports': {
    request: v.strictObject({ ids: v.pipe(v.array(text()), v.maxLength(mostOwnPictures)) }),
    answer: listOf(ownPictureReport),
  },
  /** The report on the sample that a `modes` job drew last. */
  'modes.get': { request: nothing, answer: v.nullable(modesReport) },
  /** The draws nearest to a mode: what the generator makes instead of one that it misses. */
  'modes.near': {
    request: v.strictObject({ mode: count(), count: v.pipe(count(), v.minValue(1), v.maxValue(100)) }),
    answer: nearMode,
  },
  'modes.pictures': {
    request: v.strictObject({
      draws: v.pipe(v.array(v.pipe(count(), v.maxValue(mostDraws))), v.minLength(1), v.maxLength(256)),
    }),
    answer: drawnPictures,
  },
  /** The pictures between three. */
  'grid.decode': { request: latentGrid, answer: gridReport },
  'path.trace': {
    request: v.strictObject({ path: latentPath, revision: count(), threshold }),
    answer: pathTrace,
  },
  /** A path's pictures as a GIF that runs there and back. */
  'path.animation': {
    request: v.strictObject({ path: latentPath, threshold }),
    answer: v.strictObject({ gif: uint8() }),
  },
  /** Frames that the window drew, as a GIF that runs on from the last to the first. */
  'frames.gif': {
    request: v.pipe(
      v.strictObject({
        count: v.pipe(count(), v.minValue(1)),
        height: v.pipe(count(), v.minValue(1)),
        width: v.pipe(count(), v.minValue(1)),
        /** GIF counts in hundredths of a second, and browsers show less than two of them slower. */
        millisecondsPerFrame: v.pipe(count(), v.minValue(20), v.maxValue(10_000)),
        /** Row-major [count, height, width, 3]. */
        pixels: uint8(),
      }),
      declared(({ count: n, height, width, pixels }) => [n * height * width * 3, pixels.length], 'frames'),
    ),
    answer: v.strictObject({ gif: uint8() }),
  },
} as const

export type Method = keyof typeof methods
export type RequestOf<M extends Method> = v.InferOutput<(typeof methods)[M]['request']>
export type AnswerOf<M extends Method> = v.InferOutput<(typeof methods)[M]['answer']>

/** What the engine says unasked. A frame replaces any older frame of its channel; jobs are never dropped. */
export const events = {
  job: jobStatus,
  study: studySummary,
  cloud,
  training: trainingHistory,
  transport: transportState,
  mapper: mapperHistory,
} as const

export type EventName = keyof typeof events
export type EventOf<E extends EventName> = v.InferOutput<(typeof events)[E]>

/** Channels whose messages are latest-wins and acknowledged before the next is sent. */
export const frameChannels = [
  'cloud',
  'training',
  'transport',
  'mapper',
] as const satisfies readonly EventName[]
export type FrameChannel = (typeof frameChannels)[number]
