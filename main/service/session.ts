import path from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { JobRequest, JobStatus } from '../../shared/contracts/jobs'
import type { MapperParameters } from '../../shared/contracts/mapper'
import type { FittedPicture, PictureFitting } from '../../shared/contracts/own-pictures'
import type { OwnModelReport, OwnNets } from '../../shared/contracts/own-model'
import type { PictureSizesReport } from '../../shared/contracts/picture-sizes'
import type { DataSource, SetFitting, StageName, StudySummary, StudyView } from '../../shared/contracts/study'
import { BrenierError, asBrenierError } from '../../shared/errors'
import { JobManager, type JobHandle } from '../jobs/job-manager'
import { measureRuns } from '../jobs/compare/compare-runs'
import { testDiscontinuity } from '../jobs/transport/discontinuity'
import { createStudy, type StudySeed } from '../jobs/study/create-study'
import { trainMapper } from '../jobs/mappers/mapper'
import { openStudyFolder } from '../jobs/study/open-study'
import { attachOwnModel, checkOwnModel, dropOwnModel } from '../jobs/own-model/attach'
import { fitOwnPicture } from '../jobs/own-pictures/own-pictures'
import type { Publisher } from '../jobs/publisher'
import { measureModes } from '../jobs/modes/measure-modes'
import { loadRecipe } from '../jobs/study/recipe-files'
import { requireBeginning } from '../jobs/training/continue-model'
import { runStage, runStudy } from '../jobs/study/run-study'
import { chosenSource } from '../jobs/transport/chosen-source'
import { sizesReport } from '../jobs/study/sizes-report'
import { openShippedStudy } from '../jobs/study/shipped-study'
import { saveStudy } from '../jobs/study/save-study'
import type { DataOrigin, Study } from '../jobs/study/study'
import { studyCover } from '../jobs/study/study-cover'
import { studySummary } from '../jobs/study/study-summary'
import type { Tools } from '../jobs/tools'
import { useRun } from '../jobs/training/use-run'
import { Reproductions } from './reproductions'

export interface SessionOptions {
  readonly tools: Omit<Tools, 'publisher' | 'announce' | 'autosave'>
  readonly publisher: Publisher
  /** Folder for studies that the person has not saved elsewhere. */
  readonly studiesFolder: string
  /** Folder for what the papers' experiments gave. */
  readonly reproductionsFolder: string
  /** Milliseconds since 1970. */
  readonly wallClock: () => number
  /** Told of every study saved or opened, for the list of recent ones. */
  readonly onRecent: (place: string, summary: StudySummary, pictures: readonly string[]) => void
  /** Told of an autosave that failed; the study goes on in memory. */
  readonly onAutosaveFailed: (error: BrenierError) => void
}

interface Grant {
  readonly file: string
  readonly use: 'read' | 'write'
}

const slug = (name: string) =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 40) || 'study'

/** The engine's one open study, the job that works on it, and the files the person has granted. */
export class Session {
  readonly jobs: JobManager
  readonly tools: Tools
  readonly reproductions: Reproductions
  readonly #options: SessionOptions
  readonly #grants = new Map<string, Grant>()
  #study: Study | null = null

  constructor(options: SessionOptions) {
    this.#options = options
    const { publisher, reproductionsFolder, wallClock } = options
    this.reproductions = new Reproductions(reproductionsFolder, wallClock)
    this.jobs = new JobManager(options.tools.clock, (status) => publisher.event('job', status))
    this.tools = {
      ...options.tools,
      publisher,
      announce: (study) => {
        if (study === this.#study) publisher.event('study', studySummary(study))
      },
      autosave: (study) => this.#autosave(study),
    }
  }

  /** A file or folder the person chose, and for what; its token is all that the window knows. */
  grant(token: string, file: string, use: Grant['use']): void {
    this.#grants.set(token, { file, use })
  }

  /** @throws BrenierError `file-not-granted`, also to write where only reading was granted; who may write may read */
  #granted(token: string, use: Grant['use']): string {
    const grant = this.#grants.get(token)
    if (grant && (use === 'read' || grant.use === 'write')) return grant.file
    throw new BrenierError(
      'file-not-granted',
      use === 'read'
        ? 'Expected a file chosen in a dialog or dropped on the window. Choose it again.'
        : 'Expected a place to save to, chosen in a dialog. Choose it again.',
    )
  }

  get study(): Study | null {
    return this.#study
  }

  /** @throws BrenierError `missing-stage` where no study is open */
  requireStudy(): Study {
    if (this.#study) return this.#study
    throw new BrenierError(
      'missing-stage',
      'No study is open. Open a sample, your pictures or a saved study first.',
    )
  }

  summary(): StudySummary | null {
    return this.#study && studySummary(this.#study)
  }

  async create(recipe: string | null, source: DataSource | null, name: string | null): Promise<StudySummary> {
    const seed = await this.#seed(recipe, source)
    const title = name ?? seed.title
    const id = `${slug(title)}-${Math.floor(this.#options.wallClock()).toString(36)}`
    const made = recipe === null ? null : await openShippedStudy(recipe, id, title, this.tools)
    if (!made) return this.#replace(await createStudy(id, title, seed, this.tools))
    const summary = await this.#replace(made)
    // As after a stage: what there is lies in a folder of the engine's own, and among the recent studies.
    void this.#autosave(made)
    return summary
  }

  async #seed(recipe: string | null, source: DataSource | null): Promise<StudySeed> {
    if (recipe !== null) return loadRecipe(recipe, this.tools.resources)
    if (source === null) {
      throw new BrenierError('bad-argument', 'Expected a recipe or data to make a study of, got neither.')
    }
    if (source.kind === 'sample') return loadRecipe(source.name, this.tools.resources)
    const data = this.#originOf(source)
    const file = data.kind === 'file' ? data.path : data.codes
    return { title: path.basename(file), data, parameters: null, paths: [] }
  }

  #originOf(
    source: Exclude<DataSource, { readonly kind: 'sample' }>,
  ): Exclude<DataOrigin, { kind: 'sample' }> {
    if (source.kind === 'granted') {
      const { token, fitting } = source
      return { kind: 'file', path: this.#granted(token, 'read'), ...(fitting && { fitting }) }
    }
    const also = (token: string | null) => token && this.#granted(token, 'read')
    const { codes, metadata, pictures } = source
    return {
      kind: 'codes',
      codes: this.#granted(codes, 'read'),
      metadata: also(metadata),
      pictures: also(pictures),
    }
  }

  async open(token: string): Promise<StudySummary> {
    return this.#replace(await openStudyFolder(this.#granted(token, 'read'), this.tools))
  }

  async #replace(study: Study): Promise<StudySummary> {
    await this.close()
    this.#study = study
    const summary = studySummary(study)
    if (study.location) await this.#remember(study.location, study, summary)
    this.#options.publisher.event('study', summary)
    return summary
  }

  /** Saves to a granted folder, or to where the study lies. */
  async save(token: string | null, view: StudyView): Promise<StudySummary> {
    const study = this.requireStudy()
    study.view = view
    return this.#save(study, token === null ? study.location : this.#granted(token, 'write'))
  }

  /** @param place null: a folder of the engine's own */
  async #save(study: Study, place: string | null): Promise<StudySummary> {
    const folder = place ?? path.join(this.#options.studiesFolder, study.id)
    await saveStudy(study, folder)
    const summary = studySummary(study)
    await this.#remember(folder, study, summary)
    if (study === this.#study) this.#options.publisher.event('study', summary)
    return summary
  }

  async #remember(place: string, study: Study, summary: StudySummary): Promise<void> {
    const pictures = study.data.kind === 'pictures' ? await studyCover(study.data) : []
    this.#options.onRecent(place, summary, pictures)
  }

  async #autosave(study: Study): Promise<void> {
    if (study !== this.#study) return
    try {
      await this.#save(study, study.location)
    } catch (thrown) {
      const error = asBrenierError(thrown)
      study.saveProblem = error.message
      this.tools.announce(study)
      this.#options.onAutosaveFailed(error)
    }
  }

  keepView(view: StudyView): void {
    const study = this.requireStudy()
    // The window sends it again a moment after a save that had it already: nothing has changed then.
    if (isDeepStrictEqual(view, study.view)) return
    study.view = view
    study.saved = false
  }

  rename(name: string): StudySummary {
    const study = this.requireStudy()
    study.name = name
    study.saved = false
    this.tools.announce(study)
    return studySummary(study)
  }

  /** Ends the running job, keeps the study on disk and lets it go. */
  async close(): Promise<void> {
    const study = this.#study
    if (!study) return
    await this.#endJob()
    if (!study.saved) await this.#autosave(study)
    this.#study = null
    study.dispose()
  }

  /** An experiment of the papers is of no study, and goes on. */
  async #endJob(): Promise<void> {
    const { current } = this.jobs
    if (current?.kind === 'reproduce') return
    if (current) this.jobs.cancel(current.id)
    await this.jobs.idle
  }

  /** Makes a kept epoch of a run the study's model, and keeps the study so. */
  async useRun(id: string, epoch: number | null): Promise<StudySummary> {
    const study = this.requireStudy()
    await this.jobs.between('Opening a run', () => useRun(study, id, epoch, this.tools))
    this.tools.announce(study)
    await this.#autosave(study)
    return studySummary(study)
  }

  /** What sizes a folder or a zip of pictures holds, before a study is made of it. */
  pictureSizes(token: string, fitting: SetFitting): Promise<PictureSizesReport> {
    return sizesReport(this.#granted(token, 'read'), fitting)
  }

  /** A picture file of the person's own as the study's model would see it. */
  fitPicture(token: string, fitting: PictureFitting): Promise<FittedPicture> {
    return fitOwnPicture(this.requireStudy(), this.#granted(token, 'read'), fitting)
  }

  /** @throws BrenierError `file-not-granted` */
  #netsOf({ encoder, decoder }: OwnNets): OwnNets {
    const at = <T extends OwnNets['decoder']>(net: T): T => ({
      ...net,
      file: this.#granted(net.file, 'read'),
    })
    return { encoder: encoder && at(encoder), decoder: at(decoder) }
  }

  /** What nets of the person's own make of the study's pictures. */
  checkOwnModel(nets: OwnNets): Promise<OwnModelReport> {
    return checkOwnModel(this.requireStudy(), this.#netsOf(nets))
  }

  /** Lets the study's own model go; what was made by it stays to be looked at, and is stale. */
  async dropOwnModel(): Promise<StudySummary> {
    const study = this.requireStudy()
    await this.jobs.between('Letting the model go', async () => dropOwnModel(study))
    this.tools.announce(study)
    await this.#autosave(study)
    return studySummary(study)
  }

  changeRuns(change: (study: Study) => void): StudySummary {
    const study = this.requireStudy()
    change(study)
    this.tools.announce(study)
    return studySummary(study)
  }

  start(request: JobRequest): JobStatus {
    if (request.kind !== 'reproduce') return this.#startOnStudy(request)
    const { kind, experiment, token } = request
    const data = token === null ? null : this.#granted(token, 'read')
    return this.jobs.start(kind, (job) => this.reproductions.run(experiment, data, this.tools, job))
  }

  #startOnStudy(request: StudyRequest): JobStatus {
    const study = this.requireStudy()
    // Refused before anything is begun: files that were not granted.
    const nets = request.kind === 'own-model' ? this.#netsOf(request.nets) : null
    const work = async (job: JobHandle) => {
      if (request.kind === 'run') await runStudy(study, this.tools, job)
      else if (request.kind === 'own-model') await this.#takeOwnModel(study, nets!, job)
      else if (request.kind === 'compare') await measureRuns(study, request.runs, this.tools, job)
      else if (request.kind === 'mapper') await this.#trainMapper(study, request.parameters, job)
      else if (request.kind === 'modes') await measureModes(study, request.parameters, this.tools, job)
      else if (request.kind === 'discontinuity')
        await testDiscontinuity(study, request.parameters, this.tools, job)
      else await this.#makeStage(study, request, job)
      // Measures lie in the study's folder as soon as they are there, as stages do.
      if (!study.saved) await this.#autosave(study)
    }
    return this.jobs.start(request.kind, work)
  }

  async #takeOwnModel(study: Study, nets: OwnNets, job: JobHandle): Promise<void> {
    if (!(await attachOwnModel(study, nets, job))) return
    this.tools.announce(study)
    await this.#autosave(study)
    await runStudy(study, this.tools, job)
  }

  async #trainMapper(study: Study, parameters: MapperParameters, job: JobHandle): Promise<void> {
    await runStudy(study, this.tools, job, 'codes')
    if (job.control.cancelled) return
    await trainMapper(study, parameters, this.tools, job)
  }

  async #makeStage(study: Study, request: StageRequest, job: JobHandle): Promise<void> {
    takeParameters(study, request)
    await runStage(study, stageOf(request), this.tools, job)
    if ((request.kind === 'train' || request.kind === 'transport') && request.rest)
      await runStudy(study, this.tools, job)
  }
}

type StudyRequest = Exclude<JobRequest, { readonly kind: 'reproduce' }>

/** A job that makes one stage with parameters of its own. */
type StageRequest = Exclude<
  StudyRequest,
  { readonly kind: 'run' | 'own-model' | 'mapper' | 'compare' | 'modes' | 'discontinuity' }
>

function stageOf(request: StageRequest): StageName {
  switch (request.kind) {
    case 'train':
      return 'model'
    case 'transport':
      return 'transport'
    case 'facets':
      return 'facets'
    case 'embed':
      return 'cloud'
  }
}

function takeParameters(study: Study, request: StageRequest): void {
  switch (request.kind) {
    case 'train':
      // Refused before anything is changed: the model stands, and so does what it was made with.
      study.trainingPictures()
      requireBeginning(study, request.parameters.objective)
      study.parameters.model = request.parameters
      return
    case 'transport':
      // Refused before the map that stands is given up.
      if (study.codes) chosenSource(request.parameters.source, study.codes.raw.columns)
      study.parameters.transport = request.parameters
      return
    case 'facets':
      study.parameters.facets = request.parameters
      return
    case 'embed':
      study.parameters.cloud = request.parameters
  }
}
