import * as v from 'valibot'
import {
  count,
  declared,
  finite,
  float32,
  int32,
  listOf,
  measured,
  measuredFloat32,
  text,
  uint32,
  uint8,
} from './arrays'
import { threshold, waypoint } from './study'

export const engineInfo = v.strictObject({
  product: text(),
  contract: count(),
  node: text(),
  electron: v.nullable(text()),
  backend: text(),
  backendReason: text(),
  device: text(),
  threads: count(),
  cache: text(),
})
export type EngineInfo = v.InferOutput<typeof engineInfo>

export const atlas = v.pipe(
  v.strictObject({
    width: count(),
    height: count(),
    columns: count(),
    cell: count(),
    /** RGBA, row-major, width × height × 4. */
    pixels: uint8(),
  }),
  declared(({ width, height, pixels }) => [width * height * 4, pixels.length], 'pixels'),
)
export type Atlas = v.InferOutput<typeof atlas>

/** Class and attribute codes of all items; -1 where unknown. */
/** Where points of a set lie in the plane. */
export const planePoints = v.strictObject({
  /** x, y of each point in turn. */
  places: float32(),
  /** Whether these are the first two principal components of points of more dimensions. */
  components: v.boolean(),
})
export type PlanePoints = v.InferOutput<typeof planePoints>

export const labels = v.strictObject({
  count: count(),
  classes: v.nullable(int32()),
  attributes: listOf(v.strictObject({ name: text(), codes: int32() })),
})
export type Labels = v.InferOutput<typeof labels>

/** The cloud: positions row-major [count, 3]; a 2D layout has z = 0. */
export const cloud = v.pipe(
  v.strictObject({
    revision: count(),
    method: v.picklist(['tsne', 'pca']),
    dimensions: count(),
    count: count(),
    iteration: count(),
    iterations: count(),
    kl: measured(),
    positions: float32(),
  }),
  declared(({ count, positions }) => [count * 3, positions.length], 'positions'),
)
export type Cloud = v.InferOutput<typeof cloud>

/** What the cloud can be coloured by beside categories. */
export const itemMeasure = v.picklist(['cellMass', 'hits', 'spacing', 'order'])
export type ItemMeasure = v.InferOutput<typeof itemMeasure>

/** Codes drawn from the generator, placed in the cloud: positions row-major [count, 3] in its coordinates. */
export const generatedCloud = v.pipe(
  v.strictObject({
    /** Of the sample, as a study's summary tells it. */
    revision: count(),
    count: count(),
    positions: float32(),
    /** The nearest real code of each, and the distance to it over the spacing there. */
    nearest: uint32(),
    offData: float32(),
  }),
  declared(({ count, positions }) => [count * 3, positions.length], 'positions'),
  declared(({ count, nearest }) => [count, nearest.length], 'nearest'),
  declared(({ count, offData }) => [count, offData.length], 'offData'),
)
export type GeneratedCloud = v.InferOutput<typeof generatedCloud>

/** Facets between power cells: entry f joins codes first[f] and second[f] (indices of pictures). */
export const facets = v.pipe(
  v.strictObject({
    count: count(),
    exact: v.boolean(),
    first: uint32(),
    second: uint32(),
    /** θ in radians, algorithms of the Brenier paper with its angle corrected to the planes' normals. */
    angle: float32(),
    /** ‖y_i − y_j‖ in normalised codes. */
    distance: float32(),
    /** Share of noise next to the facet; exact diagrams give edge length over the domain's perimeter scale. */
    mass: float32(),
    suggested: threshold,
  }),
  declared(({ count, first }) => [count, first.length], 'first'),
  declared(({ count, second }) => [count, second.length], 'second'),
  declared(({ count, angle }) => [count, angle.length], 'angle'),
  declared(({ count, distance }) => [count, distance.length], 'distance'),
  declared(({ count, mass }) => [count, mass.length], 'mass'),
)
export type FacetTable = v.InferOutput<typeof facets>

export const transportState = v.strictObject({
  /** One entry a reported step, positive: relative RMS error of the heights at that step. */
  relativeRms: float32(),
  /** The same of the averaged heights, at their latest check; NaN before the first. Empty where nothing is averaged. */
  averagedRms: measuredFloat32(),
  /** The same of the worst cell. Empty where cells are only sampled. */
  worstCell: float32(),
  /** Mass of each cell over its target mass ν. */
  cellMass: float32(),
  heights: float32(),
})
export type TransportState = v.InferOutput<typeof transportState>

/** The exact power diagram of a plane map: cell c has vertices offsets[c] … offsets[c + 1). */
export const planeDiagram = v.strictObject({
  domain: v.tuple([finite(), finite(), finite(), finite()]),
  cells: count(),
  offsets: uint32(),
  /** x, y of each vertex in turn. */
  vertices: float32(),
  /** Picture or point index of each cell. */
  items: uint32(),
  /** x, y of each code in the domain's plane (normalised codes). */
  codes: float32(),
  /** Potential u_h at each vertex. */
  potential: float32(),
  /** Facet segments: x0 y0 x1 y1 of each facet in the order of the facet table. */
  segments: float32(),
})
export type PlaneDiagram = v.InferOutput<typeof planeDiagram>

/** The exact cells of a map of space. */
export const solidDiagram = v.pipe(
  v.strictObject({
    cells: count(),
    /** Picture or point index of each cell. */
    items: uint32(),
    /** Centre of mass of each cell: x, y, z. */
    centres: float32(),
    /** Facet f of the facet table has corners offsets[f] … offsets[f + 1), in turn round it. */
    offsets: uint32(),
    /** x, y, z of each corner. */
    corners: float32(),
    /** The edges of the domain: x, y, z of both ends of each. */
    frame: float32(),
  }),
  declared(({ cells, items }) => [cells, items.length], 'items'),
  declared(({ cells, centres }) => [3 * cells, centres.length], 'centres'),
)
export type SolidDiagram = v.InferOutput<typeof solidDiagram>

/** Argmax cells over a plane through three cell centres: items row-major [size, size]. */
export const planeSlice = v.pipe(
  v.strictObject({
    size: count(),
    items: uint32(),
    /** The facets between cells that touch in the plane, by their two items. */
    borders: v.strictObject({ first: uint32(), second: uint32(), angle: float32(), distance: float32() }),
  }),
  declared(({ size, items }) => [size * size, items.length], 'items'),
)
export type PlaneSlice = v.InferOutput<typeof planeSlice>

/** Draws of the source and where the map sends them, both [count, 2 or 3]. */
export const displacement = v.pipe(
  v.strictObject({
    count: count(),
    dimensions: count(),
    from: float32(),
    to: float32(),
    items: uint32(),
  }),
  declared(({ count, dimensions, from }) => [count * dimensions, from.length], 'from'),
  declared(({ count, dimensions, to }) => [count * dimensions, to.length], 'to'),
)
export type Displacement = v.InferOutput<typeof displacement>

export const pointReport = v.strictObject({
  index: count(),
  label: v.nullable(text()),
  attributes: listOf(v.strictObject({ name: text(), value: text() })),
  fileName: v.nullable(text()),
  cellMass: measured(),
  reconstructionError: measured(),
  /** Distance to the fifth nearest code: the local spacing. */
  spacing: measured(),
  neighbours: listOf(v.strictObject({ index: count(), distance: finite() })),
  height: count(),
  width: count(),
  channels: count(),
  picture: uint8(),
  decoded: v.nullable(uint8()),
})
export type PointReport = v.InferOutput<typeof pointReport>

export const crossing = v.strictObject({
  /** Position along the strip in steps: 4.25 lies a quarter of the way from step 4 to step 5. */
  at: finite(),
  from: count(),
  to: count(),
  angle: finite(),
  /** ‖y_from − y_to‖ and the same over the local spacing of the two codes. */
  jump: finite(),
  relativeJump: finite(),
})
export type Crossing = v.InferOutput<typeof crossing>

export const handleReport = v.strictObject({
  waypoint,
  step: count(),
  /** Distances among the mixed codes over the local spacing; 0 on a picture. */
  spread: finite(),
})
export type HandleReport = v.InferOutput<typeof handleReport>

export const pathTrace = v.pipe(
  v.strictObject({
    path: text(),
    revision: count(),
    steps: count(),
    height: count(),
    width: count(),
    channels: count(),
    /** Decoded pictures, Uint8 [steps, h, w, c]; empty where the study has no decoder. */
    decoded: uint8(),
    /** Nearest real picture of each step, by code distance, and its pixels. */
    nearest: uint32(),
    nearestPictures: uint8(),
    nearestDistance: float32(),
    /** Where each step is drawn in the cloud, [steps, 3]. */
    positions: float32(),
    /** ‖Δz‖ between step s and s + 1, length steps − 1. */
    jumps: float32(),
    /** Distance to the nearest code over the local spacing. */
    offData: float32(),
    /** Class by vote of the eight nearest codes, -1 where there is none, and its share of the vote. */
    votes: int32(),
    voteShare: float32(),
    cellMass: float32(),
    crossings: listOf(crossing),
    /** True where crossings come from the exact walk, false where from sampling. */
    exactCrossings: v.boolean(),
    handles: listOf(handleReport),
    /** A sentence where the rule could not be followed, such as no way around the tear. */
    note: v.nullable(text()),
    milliseconds: finite(),
  }),
  declared(({ steps, nearest }) => [steps, nearest.length], 'nearest'),
  declared(({ steps, positions }) => [steps * 3, positions.length], 'positions'),
  declared(({ steps, jumps }) => [steps - 1, jumps.length], 'jumps'),
  declared(({ steps, offData }) => [steps, offData.length], 'offData'),
)
export type PathTrace = v.InferOutput<typeof pathTrace>

export const recipeSummary = v.strictObject({
  name: text(),
  title: text(),
  description: text(),
  data: text(),
  facts: text(),
})
export type RecipeSummary = v.InferOutput<typeof recipeSummary>
