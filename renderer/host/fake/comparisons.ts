import type {
  ComparedDraws,
  ComparedPicture,
  ComparedRun,
  DrawnCloud,
  RunCloud,
} from '../../../shared/contracts/compare'
import type { RequestOf } from '../../../shared/contracts/methods'
import type { PathTrace } from '../../../shared/contracts/results'
import type { RunSummary } from '../../../shared/contracts/study'
import { BrenierError } from '../../../shared/errors'
import { random } from '../../../shared/random'
import { trace } from './trace'
import type { World } from './world'

const drawsShown = 64

/** The made-up measures of runs: the more epochs and dimensions, the better they are. */
export class FakeComparisons {
  readonly #measured = new Set<string>()

  constructor(
    private readonly world: World,
    private readonly runs: () => readonly RunSummary[],
    /** The run of the model, whose map the study has. */
    private readonly current: () => string | null,
  ) {}

  measure(runs: readonly string[]): void {
    for (const run of runs) this.#measured.add(run)
  }

  table(): ComparedRun[] {
    return this.runs()
      .filter(({ id }) => this.#measured.has(id))
      .map((run) => this.#measuresOf(run))
  }

  clouds(runs: readonly string[]): RunCloud[] {
    return runs.map((run) => {
      const { id } = this.#need(run)
      const jitter = random(this.runs().findIndex((one) => one.id === id) + 1)
      return { run: id, positions: this.world.layout.map((value) => value + 0.6 * jitter.normal()) }
    })
  }

  picture({ runs, index }: RequestOf<'compare.picture'>): ComparedPicture {
    const { codes, dimension, data } = this.world
    const { height, width, channels } = data
    const pixels = this.world.decode!(codes.slice(index * dimension, (index + 1) * dimension))
    const made = runs.map((run) => ({ run: this.#need(run).id, pixels, squaredError: 0.007 }))
    return { index, height, width, channels, picture: this.world.picture(index), made }
  }

  drawn({ columns }: RequestOf<'compare.drawn'>): DrawnCloud[] {
    return columns.map(({ run, generator }) => {
      const { id } = this.#need(run)
      const positions = this.clouds([id])[0]!.positions.slice()
      const count = positions.length / 3
      const far = generator === 'map' ? 0.01 : 0.06
      return {
        positions,
        nearest: Uint32Array.from({ length: count }, (_, draw) => draw),
        offData: Float32Array.from({ length: count }, (_, draw) => (draw % 100 < 100 * far ? 2 : 0.5)),
      }
    })
  }

  path({ columns, path, revision, threshold }: RequestOf<'compare.path'>): PathTrace[] {
    return columns.map(({ run }) => {
      const { id } = this.#need(run)
      // Only the current run has a map: on the others' way nothing jumps.
      const rule = id === this.current() ? path.rule : 'straight'
      const traced = trace(this.world, { path: { ...path, rule }, revision, threshold })
      const followed = rule === path.rule || path.rule === 'spherical'
      return { ...traced, note: followed ? null : 'There is no map yet, so the path goes straight.' }
    })
  }

  #measuresOf({ id, epoch, parameters, generators }: RunSummary): ComparedRun {
    const { data, codes, dimension, labels, facets, report } = this.world
    const { height, width, channels, count } = data
    const perValue = 0.006 + 0.05 / parameters.latent + 0.02 * Math.exp(-epoch / 20)
    const around = (value: number, half: number) => ({ value, low: value - half, high: value + half })
    const values = height * width * channels
    const source = random(7)
    const drawn = Array.from({ length: drawsShown }, () => {
      const [a, b] = [source.integer(count), source.integer(count)]
      return this.world.decode!(
        Float32Array.from(
          { length: dimension },
          (_, d) => 0.8 * codes[a * dimension + d]! + 0.2 * codes[b * dimension + d]!,
        ),
      )
    })
    const pixels = new Uint8Array(drawsShown * values)
    drawn.forEach((picture, i) => {
      pixels.set(picture, i * values)
    })
    const threshold = facets.suggested
    return {
      run: id,
      epoch,
      measures: {
        heldOut: Math.round(0.1 * count),
        perPicture: around(perValue * values, 0.02 * perValue * values),
        perValue: around(perValue, 0.02 * perValue),
        neighbours: labels.classes && {
          label: 'class',
          count: 5,
          tested: Math.round(0.1 * count),
          share: around(0.97 - 2 * perValue, 0.01),
        },
      },
      changed: false,
      draws: generators.map((generator): ComparedDraws => {
        const better = generator === 'map' ? 0 : 0.3
        return {
          generator,
          changed: null,
          pairsBelow: generator === 'map' ? threshold : null,
          measures: {
            frechet: {
              value: 1.2 + 60 * perValue + better,
              space: '32 principal components of 14 × 14 pixels',
              pictures: 1000,
            },
            score: { value: 9.4 - 40 * perValue - better, deviation: 0.08, real: 9.8, classifier: 'digits' },
          },
          map:
            generator === 'map'
              ? {
                  relativeRms: report.relativeRms,
                  facets: facets.count,
                  singular: facets.angle.reduce((sum, angle) => sum + Number(angle > threshold.value), 0),
                  threshold,
                }
              : null,
          ...{ count: drawsShown, height, width, channels, pixels },
        }
      }),
    }
  }

  #need(id: string): RunSummary {
    const run = this.runs().find((one) => one.id === id)
    if (run && this.#measured.has(id)) return run
    throw new BrenierError('missing-stage', `Expected ${id} to be measured, but it is not. Measure it first.`)
  }
}
