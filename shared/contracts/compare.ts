import * as v from 'valibot'
import { count, declared, finite, float32, listOf, measured, text, uint32, uint8 } from './arrays'
import { generator, latentPath, threshold } from './study'

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
})
export type RunMeasures = v.InferOutput<typeof runMeasures>

/** What was measured of pictures that a run draws by one generator. */
export const drawMeasures = v.strictObject({
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
export type DrawMeasures = v.InferOutput<typeof drawMeasures>

/** Pictures that a run draws by one generator. */
export const comparedDraws = v.pipe(
  v.strictObject({
    generator,
    /** What they were drawn through and has become another since. */
    changed: v.nullable(v.picklist(['map', 'mapper'])),
    /** The threshold by which pairs of the map were refused; null for other generators. */
    pairsBelow: v.nullable(threshold),
    measures: drawMeasures,
    /** Of the transport map, where it is the generator. */
    map: v.nullable(
      v.strictObject({ relativeRms: finite(), facets: measured(), singular: measured(), threshold }),
    ),
    /** Decoded from codes drawn with the same seed in every run, Uint8 [count, h, w, c]. */
    count: count(),
    height: count(),
    width: count(),
    channels: count(),
    pixels: uint8(),
  }),
  declared(
    ({ count: n, height, width, channels, pixels }) => [n * height * width * channels, pixels.length],
    'draws',
  ),
)
export type ComparedDraws = v.InferOutput<typeof comparedDraws>

/** A run whose model was measured. */
export const comparedRun = v.strictObject({
  run: text(),
  /** The epoch that was measured. */
  epoch: count(),
  /** Whether it was trained on since. */
  changed: v.boolean(),
  measures: runMeasures,
  draws: listOf(comparedDraws),
})
export type ComparedRun = v.InferOutput<typeof comparedRun>

/** Runs in the order in which they stand. */
export const comparedRuns = v.strictObject({ runs })

/** A run with what draws its codes. */
export const runGenerator = v.strictObject({ run: text(), generator })
export type RunGenerator = v.InferOutput<typeof runGenerator>

const columns = v.pipe(v.array(runGenerator), v.minLength(1), v.maxLength(mostCompared))
export const comparedColumns = v.strictObject({ columns })

/** Where a run's codes lie: principal components, turned onto those of the first run asked for. */
export const runCloud = v.strictObject({
  run: text(),
  /** [pictures, 3]. */
  positions: float32(),
})
export type RunCloud = v.InferOutput<typeof runCloud>

/** Codes that a run drew, among its own where `runCloud` puts them. */
export const drawnCloud = v.pipe(
  v.strictObject({
    /** [draws, 3]. */
    positions: float32(),
    /** The nearest real code of each, and the distance to it over the local spacing there, [draws]. */
    nearest: uint32(),
    offData: float32(),
  }),
  declared(({ nearest, positions }) => [3 * nearest.length, positions.length], 'positions'),
  declared(({ nearest, offData }) => [nearest.length, offData.length], 'offData'),
)
export type DrawnCloud = v.InferOutput<typeof drawnCloud>

/**
 * A path of pictures, or of weighted means of pictures, through the models of several runs. Rules through noise go through
 * the map that each column draws by.
 */
export const comparedPath = v.strictObject({ columns, path: latentPath, revision: count(), threshold })

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
