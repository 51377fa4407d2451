import type { FacetParameters, TransportParameters } from '../../../shared/contracts/study'
import type { Matrix } from '../../../shared/matrix'
import type { Stepper } from '../../../shared/stepper'
import { openPlanes } from '../../kernels/planes/index'
import { CHUNK } from '../../kernels/planes/planes'
import type { ThreadPool } from '../../kernels/thread-pool'
import { CellCentres } from '../../ot/cell-centres'
import { exactDomain } from '../../ot/domain'
import { exactCentres, exactFacets, exactSites } from '../../ot/exact-map'
import { FacetSites } from '../../ot/facet-sites'
import { FacetCounter, facetsOf, type Facets } from '../../ot/facets'
import { newtonTransport } from '../../ot/newton'
import { paperTransport } from '../../ot/paper'
import { drawnSource, seedFor } from '../../ot/source'
import { spaceShapes, type FacetPolygons } from '../../ot/space-map'
import { stochasticTransport, type StochasticStepper } from '../../ot/stochastic'
import { prepareTargets } from '../../ot/targets'
import { samplesForSeconds } from '../../ot/throughput'
import type { Transport } from '../../ot/transport'
import type { Task } from '../compute'
import { chosenSource } from './chosen-source'

export interface MapProgress {
  /** Of the budget, 0 … 1; a map that reaches its tolerance ends before. */
  readonly share: number
  /** Of the averaged heights once they are checked, of the iterate before; NaN before the first step. */
  readonly relativeRms: number
  /** Errors so far, one a report: of the iterate, of the averaged heights and of the worst cell, empty if unknown. */
  readonly rms: Float32Array
  readonly averagedRms: Float32Array
  readonly worstCell: Float32Array
}

export interface MapResult {
  readonly map: Transport
  /** A point of Ω inside each cell, [targets, d]. */
  readonly centres: Matrix
}

/** Samples drawn for each cell to find a point inside it: e⁻¹⁶ of the cells are then missed. */
const hitsForCentre = 16
/** Largest relative error of a cell in an exact map: two more Newton steps than a per cent would take. */
const newtonTolerance = 1e-8
/** Multiplications in one step of a sampling pass, about 20 ms. */
const workOfAStep = 2e8

/** Draws noise in batches of whole chunks and hands each with its highest planes to `take`. */
function samplingPass(
  map: Transport,
  pool: ThreadPool | null,
  purpose: string,
  seed: number,
  samples: number,
  keep: number,
  take: (drawn: ReturnType<ReturnType<typeof openPlanes>['drawHighest']>) => void,
): { step(): boolean; readonly done: number; close(): void } {
  const { targets, source } = map
  const planes = openPlanes(targets, { pool: pool ?? undefined, keep })
  planes.setHeights(map.heights)
  const { kind } = drawnSource(source)
  const batch = CHUNK * Math.max(1, Math.floor(workOfAStep / (targets.rows * targets.columns * CHUNK)))
  const stream = seedFor(seed, purpose)
  let done = 0
  return {
    step() {
      const count = Math.min(batch, samples - done)
      take(planes.drawHighest({ source: kind, seed: stream, firstChunk: done / CHUNK, count }, keep))
      done += count
      return done >= samples
    },
    get done() {
      return done / samples
    },
    close: () => planes.close(),
  }
}

/** Solves a map, then finds a point inside each of its cells. */
export const transportTask = (
  pool: ThreadPool | null,
): Task<
  {
    readonly codes: Matrix
    /** Of the codes; equal where left out. */
    readonly masses?: Float64Array
    readonly parameters: TransportParameters
  },
  MapProgress,
  MapResult
> => ({
  create({ codes, masses, parameters }) {
    const { method, seconds, seed, tolerance } = parameters
    const source = chosenSource(parameters.source, codes.columns)
    const targets = prepareTargets(codes, masses)
    // Exact and fast: taken wherever it applies, unless told otherwise.
    if (method === 'newton2d' || method === 'newton3d' || (method === 'auto' && exactDomain(source))) {
      return exactly(newtonTransport({ targets, source, tolerance: Math.min(tolerance, newtonTolerance) }))
    }
    const clock = () => performance.now()
    const drawn = drawnSource(source)
    const samples = samplesForSeconds(targets.points, drawn.kind, seconds, clock, pool ?? undefined)
    const options = { targets, source: drawn, seed, samples, tolerance, pool: pool ?? undefined }
    if (method === 'paper') return withCentres(paperTransport(options), pool, seed)
    return withCentres(withinSeconds(stochasticTransport(options), seconds, clock), pool, seed)
  },
})

/** An exact map: its cells' centres of mass are known with it. */
function exactly(solver: ReturnType<typeof newtonTransport>): Stepper<MapProgress, MapResult> {
  const rms: number[] = []
  const worst: number[] = []
  let first = Number.NaN
  return {
    step: () => solver.step(),
    progress() {
      const { relativeRms, worstCell, iteration } = solver.progress()
      if (iteration === rms.length) {
        rms.push(relativeRms)
        worst.push(worstCell)
      }
      if (Number.isNaN(first)) first = relativeRms
      // Newton's error falls by squares at last: its logarithm is a fair share of the way to twelve digits.
      const share = Math.log(first / Math.max(relativeRms, 1e-300)) / Math.log(Math.max(first, 1) * 1e12)
      return {
        share: Math.max(0, Math.min(1, share)),
        relativeRms,
        rms: Float32Array.from(rms),
        averagedRms: new Float32Array(0),
        worstCell: Float32Array.from(worst),
      }
    },
    result() {
      const map = solver.result()
      return { map, centres: exactCentres(map) }
    },
  }
}

type Solver = ReturnType<typeof stochasticTransport> | ReturnType<typeof paperTransport>

/** Time in steps before their own speed is a better guide than the trial before them. */
const speedKnownAfter = 1000

/**
 * Keeps a solver's budget of samples at what fits into a time, by the speed of its own steps. The first trial's speed
 * misleads where threads are just starting or other work begins or ends; pauses do not count, as no step runs then.
 */
export function withinSeconds(
  solver: StochasticStepper,
  seconds: number,
  clock: () => number,
): StochasticStepper {
  let spent = 0
  return {
    progress: () => solver.progress(),
    result: () => solver.result(),
    close: () => solver.close(),
    setBudget: (samples) => solver.setBudget(samples),
    async step() {
      const before = clock()
      const done = await solver.step()
      spent += clock() - before
      if (spent > speedKnownAfter) {
        const { samples } = solver.progress()
        solver.setBudget(samples * Math.max(1, (1000 * seconds) / spent))
      }
      return done
    },
  }
}

function withCentres(solver: Solver, pool: ThreadPool | null, seed: number): Stepper<MapProgress, MapResult> {
  const rms: number[] = []
  const averaged: number[] = []
  let map: Transport | null = null
  let centres: CellCentres | null = null
  let pass: ReturnType<typeof samplingPass> | null = null

  const begin = (): ReturnType<typeof samplingPass> => {
    map = solver.result()
    solver.close()
    const { rows, columns } = map.targets
    const held = new CellCentres(rows, columns)
    centres = held
    const samples = CHUNK * Math.ceil((hitsForCentre * rows) / CHUNK)
    return samplingPass(map, pool, 'cell centres', seed, samples, 1, (drawn) => held.add(drawn))
  }
  let solved = false
  return {
    async step() {
      if (!solved) {
        solved = await solver.step()
        return false
      }
      pass ??= begin()
      const finished = pass.step()
      if (finished) pass.close()
      return finished
    },
    progress() {
      const progress = solver.progress()
      const { samples, budget, relativeRms } = progress
      if (Number.isFinite(relativeRms)) {
        rms.push(relativeRms)
        if ('checkedRms' in progress) averaged.push(progress.checkedRms)
      }
      return {
        share: Math.min(1, samples / budget),
        relativeRms: averaged.findLast(Number.isFinite) ?? relativeRms,
        rms: Float32Array.from(rms),
        averagedRms: averaged.some(Number.isFinite) ? Float32Array.from(averaged) : new Float32Array(0),
        worstCell: new Float32Array(0),
      }
    },
    result() {
      // Also after a cancel: the map as it then is, and centres enough to start paths from.
      pass ??= begin()
      if (pass.done === 0) pass.step()
      return { map: map!, centres: centres!.centres(map!) }
    },
  }
}

/** Facets with, where it was asked for, a point of Ω on or next to each, [F, d]. */
export type PlacedFacets = Facets & { readonly sites: Matrix | null }

/** Finds the facets of a map's cells from noise. */
export const facetsTask = (
  pool: ThreadPool | null,
): Task<
  { readonly map: Transport; readonly parameters: FacetParameters; readonly placed?: boolean },
  { readonly share: number },
  PlacedFacets
> => ({
  create({ map, parameters, placed }) {
    if (map.report.exact) {
      const result = () => {
        const facets = exactFacets(map)
        return { ...facets, sites: placed ? exactSites(map, facets) : null }
      }
      return { step: () => true, progress: () => ({ share: 1 }), result }
    }
    const { rows, columns } = map.targets
    const counter = new FacetCounter(rows)
    const sites = placed ? new FacetSites(rows) : null
    const samples = CHUNK * Math.ceil(parameters.samples / CHUNK)
    const pass = samplingPass(map, pool, 'facets', parameters.seed, samples, 2, (drawn) => {
      counter.add(drawn)
      sites?.add(drawn)
    })
    return {
      step: () => pass.step(),
      progress: () => ({ share: pass.done }),
      result() {
        pass.close()
        const facets = facetsOf(map.targets, counter.shares(), false)
        return { ...facets, sites: sites && sites.of(facets, columns) }
      },
    }
  },
})

/** The highest plane at each of given points, as a target a point. */
export const highestTask = (
  pool: ThreadPool | null,
): Task<{ readonly map: Transport; readonly points: Matrix }, null, Uint32Array> => ({
  create({ map, points }) {
    const planes = openPlanes(map.targets, { pool: pool ?? undefined })
    planes.setHeights(map.heights)
    let found = new Uint32Array(0)
    return {
      step() {
        found = planes.highest(points, 1).indices.slice()
        planes.close()
        return true
      },
      progress: () => null,
      result: () => found,
    }
  },
})

/** Finds the polygons of facets of an exact map of space. */
export const shapesTask = (): Task<
  { readonly map: Transport; readonly first: Uint32Array; readonly second: Uint32Array },
  { readonly share: number },
  FacetPolygons
> => ({
  create: ({ map, first, second }) => ({
    step: () => true,
    progress: () => ({ share: 0 }),
    result: () => spaceShapes(map, { first, second }),
  }),
})
