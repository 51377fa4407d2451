import { asBrenierError } from '../../../shared/errors'
import type { Matrix } from '../../../shared/matrix'
import { epochsInAll } from '../../../shared/model-defaults'
import type { Split } from '../../nn/batches'
import type { Network } from '../../nn/network'
import type { TrainingCheckpoint } from '../../nn/training'
import { keepFile, readKeptFile } from '../../project/kept-files'
import { inTurn } from '../../project/turns'
import { JobControl } from '../control'
import { decodePositions, encodeEpoch } from '../study/epoch-file'
import { drawEpoch } from './epoch-pictures'
import { modelPieces } from '../study/model-file'
import { changeRun, runOf, withKept } from './runs'
import type { Study } from '../study/study'
import type { Tools } from '../tools'

/** Share of a training's computing time that kept epochs after the first may take, and seconds they may in any case. */
const costShare = 0.03
const freeSeconds = 0.3

/**
 * Keeps epochs of a training in its study's folder: weights, pictures, placed codes. What needs the network is done
 * between two steps; placing, encoding and writing go on beside the training, one epoch at a time. An epoch that comes
 * too soon after another, for its cost or for the disk, is not kept.
 */
export class EpochKeeper {
  /** Why epochs are kept no longer, in one sentence. */
  problem: string | null = null
  #drawn = 0
  #spent = 0
  #lastCost = 0
  #writing: Promise<void> | null = null
  /** Where the codes of the last kept epoch lie; undefined until it was looked for on disk. */
  #earlier: Matrix | null | undefined

  constructor(
    private readonly study: Study,
    private readonly run: string,
    private readonly split: Split,
    private readonly tools: Pick<Tools, 'clock' | 'compute' | 'announce'>,
  ) {}

  /** Between two steps, when an epoch has ended with `checkpoint`. */
  async epochEnded(network: Network, checkpoint: TrainingCheckpoint): Promise<void> {
    const tooDear = this.#spent + this.#lastCost > freeSeconds + costShare * checkpoint.seconds
    if (this.study.location === null || this.problem !== null || this.#writing || tooDear) return
    const start = this.tools.clock()
    await this.#keep(network, { ...checkpoint, moments: {}, kept: {} })
    const cost = (this.tools.clock() - start) / 1000
    // The first also loads what draws and encodes, which comes once and says nothing of the next.
    if (this.#drawn++ === 0) return
    this.#lastCost = cost
    this.#spent += cost
  }

  /**
   * When the training has stopped. Where it is not finished the state is kept whole, with the optimiser's moments, so
   * that a return to it can go on.
   */
  async ended(network: Network, checkpoint: TrainingCheckpoint): Promise<void> {
    await this.#writing
    const finished = checkpoint.epochs.length === epochsInAll(checkpoint.settings)
    const kept = finished ? { ...checkpoint, moments: {}, kept: {} } : checkpoint
    if (this.study.location !== null) await this.#keep(network, kept)
    await this.#writing
  }

  async #keep(network: Network, checkpoint: TrainingCheckpoint): Promise<void> {
    const { settings, epochs } = checkpoint
    const { pictures, codes } = await drawEpoch(
      network,
      this.study.pictures(),
      this.split,
      epochs.length,
      settings.seed,
    )
    const write = async () => {
      const positions = await this.#place(codes)
      const arrays = encodeEpoch(pictures, positions, this.study.pictures())
      await inTurn(() => this.#write(checkpoint, arrays))
    }
    this.#writing = write()
      .catch((error: unknown) => {
        this.problem = asBrenierError(error).message
      })
      .finally(() => {
        this.#writing = null
      })
  }

  async #place(codes: Matrix): Promise<Matrix> {
    this.#earlier ??= await this.#lastPlaced()
    const parameters = { codes, earlier: this.#earlier }
    const { result } = await this.tools.compute.run('components', parameters, new JobControl())
    this.#earlier = result
    return result
  }

  /** Where a training that goes on left off. A file that cannot be read only costs the turn onto it. */
  async #lastPlaced(): Promise<Matrix | null> {
    const last = runOf(this.study, this.run).kept.at(-1)
    if (!last || this.study.location === null) return null
    const { pictures } = last
    return readKeptFile(this.study.location, pictures).then(
      (bytes) => decodePositions(bytes, pictures.file),
      () => null,
    )
  }

  async #write(checkpoint: TrainingCheckpoint, arrays: Uint8Array): Promise<void> {
    const { location } = this.study
    if (location === null) return
    const epoch = checkpoint.epochs.length
    const name = `${this.run}-epoch-${epoch}`
    const model = await keepFile(location, `${name}.safetensors`, modelPieces(checkpoint))
    const pictures = await keepFile(location, `${name}.npz`, arrays)
    changeRun(this.study, withKept(runOf(this.study, this.run), { epoch, model, pictures }))
    this.tools.announce(this.study)
  }
}
