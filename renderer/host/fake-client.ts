import {
  contractVersion,
  methods,
  type AnswerOf,
  type EventName,
  type EventOf,
  type Method,
  type RequestOf,
} from '../../shared/contracts/methods'
import type { JobRequest, JobStatus } from '../../shared/contracts/jobs'
import { validate } from '../../shared/contracts/protocol'
import type { DiscontinuityParameters } from '../../shared/contracts/discontinuity'
import type { MapperParameters } from '../../shared/contracts/mapper'
import type { ExperimentChoice } from '../../shared/contracts/reproduction'
import type { ModesParameters, ModesReport } from '../../shared/contracts/modes'
import type { StageName, StageState, StudySummary, StudyView } from '../../shared/contracts/study'
import { asBrenierError, BrenierError } from '../../shared/errors'
import type { EngineConnection } from './engine-connection'
import { FakeComparisons } from './fake/comparisons'
import { discontinuitiesOf } from './fake/discontinuities'
import { atlasOf, cellAt, displacementOf, inspect, neighboursOf, sliceOf } from './fake/answers'
import { mapperCurve } from './fake/mappers'
import { modesOfSample, nearOfMode, picturesOf } from './fake/modes'
import { FakeJob, type Stretch } from './fake/jobs'
import { gridOf } from './fake/grid'
import { addedOf, ownReports, previewOf } from './fake/own-pictures'
import { recipes, worldOf } from './fake/recipes'
import { FakeReproductions } from './fake/reproductions'
import { stretchesOf } from './fake/stretches'
import { summaryOf, usualTransport } from './fake/summary'
import { trace } from './fake/trace'
import { FakeTrainings } from './fake/trainings'
import type { World } from './fake/world'
import { Listeners } from './listeners'

const emptyView: StudyView = {
  page: 'latent',
  camera: null,
  colourBy: 'class',
  hiddenCategories: [],
  threshold: null,
  showSingularSet: true,
  showPictures: true,
  paths: [],
  activePath: null,
  selections: [],
  ownPictures: [],
  grid: null,
  shownCodes: 'real',
  showNames: false,
  projection: 'perspective',
}

type Stages = Record<StageName, StageState>
type Handlers = { [M in Method]: (params: RequestOf<M>) => AnswerOf<M> | Promise<AnswerOf<M>> }

export interface FakeOptions {
  /** Milliseconds a tick of a made-up job; 0 lets `tick` be called by hand. */
  readonly tickMilliseconds?: number
  /** Milliseconds before an answer. */
  readonly delayMilliseconds?: number
  /** The handshake never happens. */
  readonly silent?: boolean
}

/**
 * An engine with made-up data for tests and for the window in a plain browser: 10,000 drawn pictures in ten
 * clusters or points in the plane with their exact map. Answers fit the contract; nothing is learned.
 */
export class FakeClient implements EngineConnection {
  readonly #listeners = new Listeners()
  readonly #tickMilliseconds: number
  readonly #delay: number
  readonly #silent: boolean
  #world: World | null = null
  #trainings: FakeTrainings | null = null
  #comparisons: FakeComparisons | null = null
  #stages: Stages = FakeClient.#stagesAll('none')
  #view: StudyView = emptyView
  #name = ''
  #saved = true
  #location: string | null = null
  #studies = 0
  #job: FakeJob | null = null
  #jobs = 0
  #sample: { readonly report: ModesReport; changed: 'map' | null } | null = null
  #tested: { readonly parameters: DiscontinuityParameters; changed: boolean } | null = null
  #mapper: StudySummary['mapper'] = null
  #transport = usualTransport
  readonly #reproductions = new FakeReproductions()
  #timer: ReturnType<typeof setInterval> | null = null
  #revision = 0
  #dimensions = 3

  constructor({ tickMilliseconds = 80, delayMilliseconds = 2, silent = false }: FakeOptions = {}) {
    this.#silent = silent
    this.#tickMilliseconds = tickMilliseconds
    this.#delay = delayMilliseconds
  }

  static #stagesAll(state: StageState): Stages {
    return { data: state, model: state, codes: state, transport: state, facets: state, cloud: state }
  }

  async request<M extends Method>(method: M, params: RequestOf<M>): Promise<AnswerOf<M>> {
    await new Promise((resolve) => setTimeout(resolve, this.#delay))
    try {
      const checked = validate(methods[method].request, params, method) as RequestOf<M>
      return await this.#handlers[method](checked)
    } catch (error) {
      throw asBrenierError(error)
    }
  }

  on<E extends EventName>(event: E, listener: (value: EventOf<E>) => void): () => void {
    return this.#listeners.add(event, listener)
  }

  /** Says something unasked, as the engine would. */
  tell<E extends EventName>(event: E, value: EventOf<E>): void {
    this.#listeners.tell(event, value)
  }

  onReady(listener: () => void): () => void {
    if (!this.#silent) listener()
    return () => undefined
  }

  onProblem(): () => void {
    return () => undefined
  }

  detach(): void {
    this.#endClock()
  }

  refuse(): void {
    this.#endClock()
  }

  /** Opens a finished study at once, as if it had been computed before; `fresh`: with nothing computed yet. */
  openFinished(recipe: string, fresh = false): StudySummary {
    this.#begin(worldOf(recipe), null)
    if (fresh) return this.#summary()
    if (this.#need().decode) this.#needTrainings().addFormer()
    this.#stages = FakeClient.#stagesAll('done')
    this.#location = `~/Studies/${this.#name}.brenier`
    this.#saved = true
    return this.#summary()
  }

  /** One tick of the running job. */
  tick(): void {
    const job = this.#job
    if (!job || job.status.state !== 'running') return
    job.tick(this.#tickMilliseconds / 1000)
    this.#listeners.tell('job', { ...job.status })
    if (!this.#active()) this.#endClock()
  }

  #begin(world: World, name: string | null): void {
    this.#endClock()
    this.#world = world
    const trainings = new FakeTrainings(world)
    this.#trainings = trainings
    this.#comparisons = new FakeComparisons(
      world,
      () => this.#summary().runs,
      () => trainings.model()?.run ?? null,
    )
    this.#studies += 1
    this.#name = name ?? world.title
    this.#view = { ...emptyView, page: world.decode ? 'latent' : 'transport' }
    this.#stages = { ...FakeClient.#stagesAll('none'), data: 'done' }
    this.#saved = false
    this.#location = null
    this.#job = null
    this.#sample = null
    this.#tested = null
    this.#mapper = null
    this.#transport = usualTransport
  }

  #need(): World {
    if (this.#world) return this.#world
    throw new BrenierError('missing-stage', 'Expected an open study, got none. Open a study first.')
  }

  #needTrainings(): FakeTrainings {
    this.#need()
    return this.#trainings!
  }

  #needComparisons(): FakeComparisons {
    this.#need()
    return this.#comparisons!
  }

  #summary(): StudySummary {
    const parts = {
      id: `fake-${this.#studies}`,
      name: this.#name,
      location: this.#location,
      saved: this.#saved,
      stages: { ...this.#stages },
      modes: this.#sample && { revision: this.#sample.report.revision, changed: this.#sample.changed },
      mapper: this.#mapper,
      view: this.#view,
    }
    return summaryOf(this.#need(), this.#needTrainings(), parts, this.#transport)
  }

  #changed(): StudySummary {
    const summary = this.#summary()
    this.#listeners.tell('study', summary)
    return summary
  }

  #cloud(share: number): EventOf<'cloud'> {
    const world = this.#need()
    const spread = 1 - (1 - share) ** 2
    const flat = this.#dimensions === 2
    return {
      revision: ++this.#revision,
      method: world.method,
      dimensions: world.decode ? this.#dimensions : 2,
      count: world.data.count,
      iteration: Math.round(750 * share),
      iterations: 750,
      kl: world.method === 'tsne' ? 1.84 + 3 * (1 - share) : null,
      positions: world.layout.map((value, i) =>
        flat && i % 3 === 2 ? 0 : value * spread + (1 - spread) * 8 * Math.sin(i * 12.9898),
      ),
    }
  }

  #stretches(request: Exclude<JobRequest, { readonly kind: 'reproduce' }>): Stretch[] {
    const { kind } = request
    const rest = (request.kind === 'train' || request.kind === 'transport') && request.rest
    const steps = request.kind === 'mapper' ? request.parameters.training.steps : 0
    return stretchesOf(
      this.#need(),
      kind,
      (event, value) => {
        this.tell(event, value)
      },
      (share) => this.#cloud(share),
      (share) => this.#needTrainings().progress(share),
      (share) => mapperCurve(share, steps),
      rest,
    )
  }

  #start(request: JobRequest): JobStatus {
    const { kind } = request
    if (this.#active()) {
      throw new BrenierError('job-busy', 'A job is running. Wait for it or cancel it first.')
    }
    if (request.kind === 'reproduce') return this.#reproduce(request.experiment)
    if (request.kind === 'transport') this.#transport = request.parameters
    if (kind === 'embed') this.#dimensions = request.parameters.dimensions
    if (kind === 'train') this.#needTrainings().parameters = request.parameters
    if (kind === 'compare') this.#needComparisons().measure(request.runs)
    if (this.#need().decode && (kind === 'train' || kind === 'run')) this.#needTrainings().begin()
    const stretches = this.#stretches(request)
    this.#job = new FakeJob(`job-${++this.#jobs}`, kind, stretches, (stages, state) => {
      for (const stage of stages) this.#stages[stage] = state
      if (request.kind === 'modes' && state === 'done') this.#drawn(request.parameters)
      else if (request.kind === 'discontinuity' && state === 'done')
        this.#tested = { parameters: request.parameters, changed: false }
      else if (request.kind === 'mapper' && state === 'done') this.#learned(request.parameters)
      else if (stages.includes('transport')) {
        if (this.#sample) this.#sample.changed = 'map'
        if (this.#tested) this.#tested.changed = true
      }
      if (this.#mapper && stages.includes('model')) this.#mapper = { ...this.#mapper, fits: false }
      this.#saved = false
      this.#changed()
    })
    return this.#begun(this.#job)
  }

  #reproduce(experiment: ExperimentChoice): JobStatus {
    const stretches = ['GAN, seed 1', 'PacGAN2, seed 1'].map((stage) => ({
      stage,
      stages: [],
      ticks: 30,
      at: () => '',
    }))
    this.#job = new FakeJob(`job-${++this.#jobs}`, 'reproduce', stretches, (_stages, state) => {
      if (state === 'done')
        this.#reproductions.end(experiment, this.#job?.status.stage !== stretches[0]?.stage)
    })
    return this.#begun(this.#job)
  }

  #begun(job: FakeJob): JobStatus {
    if (this.#tickMilliseconds > 0) {
      this.#timer = setInterval(() => {
        this.tick()
      }, this.#tickMilliseconds)
    }
    this.#listeners.tell('job', { ...job.status })
    return { ...job.status }
  }

  #drawn(parameters: ModesParameters): void {
    const revision = (this.#sample?.report.revision ?? 0) + 1
    this.#sample = { report: modesOfSample(this.#need(), parameters, revision), changed: null }
  }

  #learned(parameters: MapperParameters): void {
    const { done = 0, total = 1 } = this.#job?.status ?? {}
    const share = done / total
    const curve = mapperCurve(share, parameters.training.steps)
    this.#mapper = {
      parameters,
      fits: true,
      step: Math.round(share * parameters.training.steps),
      seconds: 40 * share,
      figures: Object.fromEntries(curve.figures.map(({ name, values }) => [name, values.at(-1) ?? 0])),
    }
  }

  #needReport(): ModesReport {
    if (this.#sample) return this.#sample.report
    throw new BrenierError('missing-stage', 'Expected a generated sample, got none. Draw one first.')
  }

  #active(): boolean {
    const state = this.#job?.status.state
    return state === 'running' || state === 'paused'
  }

  #endClock(): void {
    if (this.#timer) clearInterval(this.#timer)
    this.#timer = null
  }

  #control(id: string, change: (job: FakeJob) => void): JobStatus {
    const job = this.#job
    if (job?.status.id !== id) throw new BrenierError('job-unknown', `Expected the id of a job, got "${id}".`)
    change(job)
    this.#listeners.tell('job', { ...job.status })
    return { ...job.status }
  }

  readonly #handlers: Handlers = {
    'engine.info': () => ({
      product: '0.1.0',
      contract: contractVersion,
      node: '22.20.0',
      electron: null,
      backend: 'TensorFlow 2.21 CPU',
      backendReason: 'made up: no engine is running',
      device: 'CPU',
      threads: 2,
      cache: '~/.cache/brenier',
    }),
    'study.recipes': () => recipes,
    'study.create': ({ recipe, source, name }) => {
      const key = recipe ?? (source?.kind === 'sample' ? source.name : 'Pictures')
      this.#begin(worldOf(key), name)
      return this.#changed()
    },
    'study.open': ({ token }) => {
      if (token.startsWith('damaged')) {
        throw new BrenierError(
          'study-damaged',
          'Expected a study with a file study.json, found none in this folder. Choose the folder that ends in .brenier.',
        )
      }
      this.openFinished(token.replace('token-', ''))
      return this.#changed()
    },
    'study.summary': () => (this.#world ? this.#summary() : null),
    'study.save': ({ token, view }) => {
      this.#view = view
      this.#location = token ? `~/Studies/${token}` : (this.#location ?? `~/Studies/${this.#name}.brenier`)
      this.#saved = true
      return this.#changed()
    },
    'study.keepView': (view) => {
      this.#view = view
      return { done: true }
    },
    'study.recipe': () => ({ name: 'made-up', json: '{}\n' }),
    'study.tables': () => ({ name: 'made-up', zip: new Uint8Array(22) }),
    'study.report': () => ({ name: 'made-up', html: new TextEncoder().encode('<!doctype html>') }),
    'study.rename': ({ name }) => {
      this.#name = name
      this.#saved = false
      return this.#changed()
    },
    'study.close': () => {
      this.#endClock()
      this.#job = null
      this.#world = null
      return { done: true }
    },
    'reproduce.list': () => this.#reproductions.list(),
    'reproduce.report': (choice) => this.#reproductions.report(choice),
    'job.start': (request) => this.#start(request),
    'job.pause': ({ id }) =>
      this.#control(id, (job) => {
        job.status.state = 'paused'
      }),
    'job.resume': ({ id }) =>
      this.#control(id, (job) => {
        job.status.state = 'running'
      }),
    'job.step': ({ id }) =>
      this.#control(id, (job) => {
        job.tick(this.#tickMilliseconds / 1000)
      }),
    'job.cancel': ({ id }) =>
      this.#control(id, (job) => {
        job.cancel()
        this.#endClock()
        if (this.#world) this.#changed()
      }),
    'data.sizes': () => {
      throw new BrenierError('file-not-found', 'The made-up engine has no folders of pictures.')
    },
    'data.labels': () => this.#need().labels,
    'data.plane': () => {
      const { data, codes } = this.#need()
      return data.kind === 'points' ? { places: codes, components: false } : null
    },
    'data.atlas': ({ indices, cell }) => atlasOf(this.#need(), indices, cell),
    'training.history': ({ run }) => this.#needTrainings().history(run),
    'training.epoch': ({ run, epoch }) => this.#needTrainings().epochView(run, epoch),
    'mapper.history': () => {
      if (!this.#mapper) return null
      const { step, parameters } = this.#mapper
      return mapperCurve(step / parameters.training.steps, parameters.training.steps)
    },
    'model.pseudoInputs': () => null,
    'own-model.check': () => {
      throw withoutOnnx()
    },
    'own-model.drop': () => {
      throw withoutOnnx()
    },
    'run.use': ({ run, epoch }) => {
      this.#needTrainings().use(run, epoch)
      for (const stage of ['codes', 'transport', 'facets', 'cloud'] as const) {
        if (this.#stages[stage] === 'done') this.#stages[stage] = 'stale'
      }
      if (this.#mapper) this.#mapper = { ...this.#mapper, fits: false }
      return this.#changed()
    },
    'run.rename': ({ run, name }) => {
      this.#needTrainings().rename(run, name)
      return this.#changed()
    },
    'run.remove': ({ run }) => {
      this.#needTrainings().remove(run)
      return this.#changed()
    },
    'compare.table': () => this.#needComparisons().table(),
    'compare.clouds': ({ runs }) => this.#needComparisons().clouds(runs),
    'compare.picture': (request) => this.#needComparisons().picture(request),
    'compare.drawn': (request) => this.#needComparisons().drawn(request),
    'compare.path': (request) => this.#needComparisons().path(request),
    'cloud.get': () => (this.#stages.cloud === 'done' ? this.#cloud(1) : null),
    'cloud.values': ({ of, from }) => {
      const { transport, data } = this.#need()
      if (of === 'order') {
        return { values: Float32Array.from({ length: data.count }, (_, i) => Math.abs(i - from)) }
      }
      if (of === 'cellMass') return { values: transport.cellMass }
      const cells = this.#sample?.report.cells
      if (of === 'hits') return { values: cells ? Float32Array.from(cells.hits) : null }
      return { values: Float32Array.from({ length: data.count }, (_, i) => 0.4 + 0.1 * Math.sin(i)) }
    },
    'cloud.generated': () => {
      const report = this.#sample?.report
      if (!report || this.#stages.cloud !== 'done') return null
      const { revision, drawn: count, nearest, first, second, weight } = report
      const { positions: places } = this.#cloud(1)
      const positions = new Float32Array(3 * count).map((_, at) => {
        const [draw, axis] = [Math.floor(at / 3), at % 3]
        const share = weight[draw] ?? 0
        const from = places[3 * (first[draw] ?? nearest[draw]!) + axis]!
        return (1 - share) * from + share * places[3 * (second[draw] ?? nearest[draw]!) + axis]!
      })
      return { revision, count, positions, nearest, offData: report.distance.map((distance) => 4 * distance) }
    },
    'facets.get': () => (this.#stages.facets === 'done' ? this.#need().facets : null),
    'transport.state': () => (this.#stages.transport === 'done' ? this.#need().transport : null),
    'transport.solid': () => null,
    'transport.diagram': () => (this.#stages.transport === 'done' ? this.#need().diagram : null),
    'transport.slice': ({ items, size }) => sliceOf(this.#need(), items, size),
    'transport.displacement': ({ draws, seed }) => displacementOf(this.#need(), draws, seed),
    'transport.map': ({ point }) => cellAt(this.#need(), point[0] ?? 0, point[1] ?? 0),
    'discontinuity.report': ({ threshold }) =>
      this.#tested && {
        ...discontinuitiesOf(this.#need(), this.#tested.parameters, threshold),
        changed: this.#tested.changed,
      },
    'point.inspect': ({ index }) => inspect(this.#need(), index),
    'codes.neighbours': ({ items, k }) => ({ items: neighboursOf(this.#need(), items, k) }),
    'grid.decode': (request) => gridOf(this.#need(), request),
    'own.preview': (request) => previewOf(this.#need(), request),
    'own.add': (request) => addedOf(this.#need(), request),
    'own.reports': (request) => ownReports(this.#need(), request),
    'modes.get': () => this.#sample?.report ?? null,
    'modes.near': (request) => nearOfMode(this.#need(), this.#needReport(), request),
    'modes.pictures': ({ draws }) => picturesOf(this.#need(), this.#needReport(), draws),
    'path.trace': (request) => trace(this.#need(), request),
    'path.animation': () => ({ gif: new TextEncoder().encode('GIF89a') }),
    'frames.gif': () => ({ gif: new TextEncoder().encode('GIF89a') }),
  }
}

/** A browser has no ONNX Runtime. */
const withoutOnnx = (): BrenierError =>
  new BrenierError(
    'no-backend',
    'A model of your own is run by the app’s engine, and there is none in a browser.',
  )
