import { cellErrors } from '../../shared/cell-mass-error'
import { BrenierError } from '../../shared/errors'
import { centre } from './averaged-descent'
import type { CellBuilder } from './cell-diagram'
import { exactDomain, feasibleHeights, type Domain } from './domain'
import { HistoryRecorder } from './history'
import { solveLaplacian } from './incomplete-cholesky'
import { hessian } from './laplacian'
import type { Source } from './source'
import type { Targets } from './targets'
import { assembleTransport, type Transport } from './transport'
import type { Stepper } from '../../shared/stepper'

export interface NewtonOptions {
  readonly targets: Targets
  /** Uniform on the square [−½, ½]² or the cube [−½, ½]³, or on a convex polygon or polytope. */
  readonly source: Source
  /** Largest relative error of a cell to stop at; 1e-8 where left out. */
  readonly tolerance?: number
  readonly maxIterations?: number
  /** Heights to go on from, [N]; used only if no cell is empty. */
  readonly startHeights?: Float64Array
}

export interface NewtonProgress {
  readonly iteration: number
  readonly diagrams: number
  /** √Σ(w − ν)²/ν and max |w − ν|/ν of the accepted heights. */
  readonly relativeRms: number
  readonly worstCell: number
  /** Damping α of the last accepted step. */
  readonly stepSize: number
}

/** Heights at which the error was measured. */
interface Accepted {
  heights: Float64Array
  masses: Float64Array
  norm: number
  smallest: number
  relativeRms: number
  worstCell: number
}

const LEAST_STEP = 2 ** -40

/**
 * Exact semi-discrete transport in two and three dimensions: damped Newton on E(h) = ∫u_h dμ − Σν_i h_i over exact cells
 * (Kitagawa, Mérigot and Thibert, Convergence of a Newton algorithm for semi-discrete optimal transport, JEMS 2019,
 * Algorithm 1). From heights at which no cell is empty it converges globally, at last quadratically.
 *
 * A step is one linear solve or one diagram.
 * @throws BrenierError `bad-argument` where source or codes have another dimension, or the source no uniform density
 */
export function newtonTransport(options: NewtonOptions): Stepper<NewtonProgress, Transport> {
  return new NewtonSolver(options)
}

class NewtonSolver implements Stepper<NewtonProgress, Transport> {
  /** Codes from left to right, and with them all that is indexed by cells in here. */
  private readonly codes: Float64Array
  private readonly masses: Float64Array
  private readonly domain: Domain
  private readonly diagram: CellBuilder
  /** Target at each place of that order. */
  private readonly order: Uint32Array
  private readonly tolerance: number
  private readonly history = new HistoryRecorder(400)

  private accepted: Accepted
  /** Least mass a trial's cells must keep. */
  private readonly least: number
  private direction: Float64Array = new Float64Array(0)
  private stepSize = 1
  private lastStep = 1
  private iteration = 0
  private diagrams = 0
  private phase: 'solve' | 'trial' | 'done' = 'solve'
  /** Whether the diagram in memory belongs to the accepted heights. */
  private diagramIsAccepted = true

  constructor(private readonly options: NewtonOptions) {
    const { targets, source, startHeights } = options
    const domain = exactDomain(source)
    const d = targets.points.columns
    if (domain?.dimension !== d) {
      throw new BrenierError(
        'bad-argument',
        `Expected codes and a uniform source in 2 or 3 dimensions, got ${d} and a ${source.kind} of ` +
          `${source.dimension}; use the stochastic method.`,
      )
    }
    this.domain = domain
    this.tolerance = options.tolerance ?? 1e-8
    const { data } = targets.points
    // Neighbours lie near each other in memory then, and the linear solver's factor needs it.
    this.order = Uint32Array.from({ length: targets.points.rows }, (_, i) => i)
    this.order.sort((p, q) => data[d * p]! - data[d * q]!)
    this.codes = Float64Array.from(
      { length: data.length },
      (_, at) => data[d * this.order[Math.floor(at / d)]! + (at % d)]!,
    )
    this.masses = Float64Array.from(this.order, (i) => targets.masses[i]!)
    this.diagram = domain.cells(this.codes)
    const given = startHeights && Float64Array.from(this.order, (i) => startHeights[i]!)
    this.accepted = this.measure(given ?? feasibleHeights(this.codes, domain))
    if (given && this.accepted.smallest <= 0) {
      this.accepted = this.measure(feasibleHeights(this.codes, domain))
    }
    this.least =
      0.5 *
      Math.min(
        this.accepted.smallest,
        this.masses.reduce((a, b) => Math.min(a, b)),
      )
    this.record()
    this.finishWhereDone()
  }

  step(): boolean {
    if (this.phase === 'solve') this.solve()
    else if (this.phase === 'trial') this.try()
    return this.phase === 'done'
  }

  progress(): NewtonProgress {
    const { relativeRms, worstCell } = this.accepted
    return {
      iteration: this.iteration,
      diagrams: this.diagrams,
      relativeRms,
      worstCell,
      stepSize: this.lastStep,
    }
  }

  result(): Transport {
    const { targets, source } = this.options
    const { relativeRms, worstCell, masses } = this.accepted
    const heights = this.accepted.heights.slice()
    centre(heights)
    const converged = worstCell <= this.tolerance
    const report = {
      exact: true,
      converged,
      tolerance: this.tolerance,
      relativeRms,
      relativeRmsError: 0,
      worstCell,
      emptyCells: cellErrors(masses, this.masses).emptyCells,
      ...this.costs(heights),
      steps: this.iteration,
      samples: 0,
      checkSamples: 0,
      noiseFloor: 0,
      warnings: converged ? [] : [this.shortfall()],
    }
    const solution = {
      heights: this.byTarget(heights),
      cellMasses: this.byTarget(masses),
      report,
      history: this.history.finish(),
    }
    return assembleTransport(
      source,
      targets,
      this.domain.dimension === 2 ? 'newton2d' : 'newton3d',
      0,
      solution,
    )
  }

  /** Newton's direction: H d = ν − w. */
  private solve(): void {
    if (!this.diagramIsAccepted) this.diagram.compute(this.accepted.heights)
    const h = hessian(this.diagram.facets, this.codes, this.domain.dimension, 1 / this.domain.measure)
    const right = this.masses.map((mass, i) => mass - this.accepted.masses[i]!)
    // As sharp as the step's own error warrants, cheap far away and quadratic at the end, but no sharper than asked.
    const { relativeRms, worstCell } = this.accepted
    const tolerance = Math.min(1e-2, Math.max(0.1 * relativeRms, (0.03 * this.tolerance) / worstCell))
    this.direction = solveLaplacian(h, right, tolerance).solution
    this.stepSize = Math.min(1, 4 * this.lastStep)
    this.phase = 'trial'
  }

  /** One diagram at the present damping; accepts it or halves. */
  private try(): void {
    const { heights, norm } = this.accepted
    const trial = this.measure(heights.map((height, i) => height + this.stepSize * this.direction[i]!))
    if (trial.smallest >= this.least && trial.norm <= (1 - this.stepSize / 2) * norm) {
      this.accepted = trial
      this.diagramIsAccepted = true
      this.lastStep = this.stepSize
      this.iteration++
      this.phase = 'solve'
      this.record()
      this.finishWhereDone()
      return
    }
    this.stepSize /= 2
    // Near the end rounding, not damping, is what a shorter step would meet.
    if (this.stepSize < (this.accepted.worstCell < 1e-6 ? 1 / 8 : LEAST_STEP)) this.phase = 'done'
  }

  private finishWhereDone(): void {
    const { maxIterations = 200 } = this.options
    if (this.accepted.worstCell <= this.tolerance || this.iteration >= maxIterations) this.phase = 'done'
  }

  private measure(heights: Float64Array): Accepted {
    const wanted = this.masses
    const { measures } = this.diagram.compute(heights)
    this.diagrams++
    this.diagramIsAccepted = false
    const masses = measures.map((measure) => measure / this.domain.measure)
    let squares = 0
    let relative = 0
    let smallest = Infinity
    let worstCell = 0
    for (let i = 0; i < masses.length; i++) {
      const error = masses[i]! - wanted[i]!
      squares += error * error
      relative += (error * error) / wanted[i]!
      smallest = Math.min(smallest, masses[i]!)
      worstCell = Math.max(worstCell, Math.abs(error) / wanted[i]!)
    }
    return {
      heights,
      masses,
      norm: Math.sqrt(squares),
      smallest,
      relativeRms: Math.sqrt(relative),
      worstCell,
    }
  }

  private record(): void {
    const { relativeRms, worstCell } = this.accepted
    this.history.record({
      steps: this.iteration,
      samples: 0,
      relativeRms,
      checkedRms: Number.NaN,
      worstCell,
      stepSize: this.lastStep,
    })
  }

  /** ½W₂² of the map and the bound from below, by the moments of the cells. */
  private costs(heights: Float64Array): { dualBound: number; primalCost: number; gap: number } {
    const { codes, masses: wanted } = this
    const { dimension: d, measure: whole } = this.domain
    const { measures, firstMoments, secondMoments } = this.diagram.compute(heights)
    // Centred heights round otherwise: what comes next must not depend on having been asked.
    this.diagramIsAccepted = false
    let primalCost = 0
    let gap = 0
    for (let i = 0; i < heights.length; i++) {
      let norm = 0
      let product = 0
      for (let k = d * i; k < d * (i + 1); k++) {
        norm += codes[k]! ** 2
        product += firstMoments[k]! * codes[k]!
      }
      primalCost += (secondMoments[i]! - 2 * product + measures[i]! * norm) / (2 * whole)
      gap += (measures[i]! / whole - wanted[i]!) * (norm / 2 + heights[i]!)
    }
    return { primalCost, dualBound: primalCost - gap, gap }
  }

  /** Values in the order of the targets. */
  private byTarget(values: Float64Array): Float64Array {
    const result = new Float64Array(values.length)
    for (let p = 0; p < values.length; p++) result[this.order[p]!] = values[p]!
    return result
  }

  private shortfall(): string {
    return (
      `The worst cell's mass is off by ${this.accepted.worstCell.toExponential(1)} of itself instead of ` +
      `${this.tolerance.toExponential(1)} after ${this.iteration} Newton steps.`
    )
  }
}
