import * as v from 'valibot'
import { count, declared, finite, float32, listOf, measured, text, uint8 } from './arrays'
import { latentPath, threshold } from './study'

/** Runs that stand side by side. */
export const mostCompared = 4

const runs = v.pipe(v.array(text()), v.minLength(1), v.maxLength(mostCompared))

/** A mean or a share with its 95 % interval; without one where a single value was measured. */
export const interval = v.strictObject({ value: finite(), low: measured(), high: measured() })
export type Interval = v.InferOutput<typeof interval>

/** What was measured of a run's model; docs/measures.md says how. */
export const runMeasures = v.strictObject({
  /** Pictures kept out of this run's training that it was measured on. */
  heldOut: count(),
  /** Squared error summed over the values of a picture, values from 0 to 1, mean over pictures. */
  perPicture: interval,
  /** The same over the number of values. */
  perValue: interval,
  /** Share of held-out codes whose label the vote of the nearest training codes tells; null without labels. */
  neighbours: v.nullable(
    v.strictObject({
      /** What is told: "class", or the name of an attribute. */
      label: text(),
      count: count(),
      tested: count(),
      share: interval,
    }),
  ),
  frechet: v.strictObject({
    value: finite(),
    /** The features it is measured in: values in others have nothing to do with it. */
    space: text(),
    /** Drawn pictures, held against as many of the set. */
    pictures: count(),
  }),
  /** Inception-type score of the same draws by a classifier of such pictures; null where none ships. */
  score: v.nullable(
    v.strictObject({
      value: finite(),
      /** From split to split. */
      deviation: finite(),
      /** Of the set's own pictures: the score to reach. */
      real: finite(),
      classifier: text(),
    }),
  ),
})
export type RunMeasures = v.InferOutput<typeof runMeasures>

/** A run whose model was measured. */
export const comparedRun = v.pipe(
  v.strictObject({
    run: text(),
    /** The epoch that was measured. */
    epoch: count(),
    measures: runMeasures,
    /** Of the map onto this run's codes; null where the study has none. */
    map: v.nullable(
      v.strictObject({ relativeRms: finite(), facets: measured(), singular: measured(), threshold }),
    ),
    /** Pictures decoded from codes drawn with the same seed in every run, Uint8 [count, h, w, c]. */
    draws: v.strictObject({
      /** What codes are drawn from. */
      source: text(),
      count: count(),
      height: count(),
      width: count(),
      channels: count(),
      pixels: uint8(),
    }),
  }),
  declared(
    ({ draws: { count: n, height, width, channels, pixels } }) => [
      n * height * width * channels,
      pixels.length,
    ],
    'draws',
  ),
)
export type ComparedRun = v.InferOutput<typeof comparedRun>

/** Runs in the order in which they stand. */
export const comparedRuns = v.strictObject({ runs })

/** Where a run's codes lie: principal components, turned onto those of the first run asked for. */
export const runCloud = v.strictObject({
  run: text(),
  /** [pictures, 3]. */
  positions: float32(),
})
export type RunCloud = v.InferOutput<typeof runCloud>

/** A path of pictures, or of weighted means of pictures, through the models of several runs. */
export const comparedPath = v.strictObject({ runs, path: latentPath, revision: count(), threshold })

/** A picture of the set, and what the model of each run makes of it. */
export const comparedPicture = v.pipe(
  v.strictObject({
    index: count(),
    height: count(),
    width: count(),
    channels: count(),
    /** Uint8 [h, w, c]. */
    picture: uint8(),
    /** In the order of the runs asked for; the squared error is a value's, from 0 to 1. */
    made: listOf(v.strictObject({ run: text(), pixels: uint8(), squaredError: finite() })),
  }),
  v.check(
    ({ height, width, channels, picture, made }) =>
      [picture, ...made.map(({ pixels }) => pixels)].every(
        ({ length }) => length === height * width * channels,
      ),
    'Expected each picture to have the declared length.',
  ),
)
export type ComparedPicture = v.InferOutput<typeof comparedPicture>

export const comparedTable = listOf(comparedRun)
