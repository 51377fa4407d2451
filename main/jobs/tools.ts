import type { Tensors } from '../nn/tensors'
import type { Compute } from './compute'
import type { Publisher } from './publisher'
import type { Clock } from './runner'
import type { Study } from './study/study'
import type { ComputeTasks } from './tasks'

/** What jobs are handed by the process that runs them: engine, command line or test. */
export interface Tools {
  readonly tensors: Tensors
  readonly compute: Compute<ComputeTasks>
  readonly clock: Clock
  readonly publisher: Publisher
  /** Samples and recipes that ship with the product. */
  readonly resources: string
  /** Tells the watchers how the study stands. */
  announce(study: Study): void
  /** Keeps the study as it stands, so that a crash loses little. Never rejects: a failed autosave is told by itself. */
  autosave(study: Study): Promise<void>
}
