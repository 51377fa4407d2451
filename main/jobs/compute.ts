import { asBrenierError, BrenierError, type ErrorCode } from '../../shared/errors'
import type { Stepper } from '../../shared/stepper'
import type { Thread, ThreadPort } from '../../shared/thread-port'
import { JobControl, type ControlState } from './control'
import { runStepper, type Clock, type RunOutcome } from './runner'

/**
 * A computation that may run in another thread: its parameters, progress and result are plain values that
 * survive a structured clone.
 */
export interface Task<Parameters, Progress, Result> {
  create(parameters: Parameters): Stepper<Progress, Result> | Promise<Stepper<Progress, Result>>
}

// `never` and `unknown` make every task assignable here without giving up the types of any one of them.
export type TaskRegistry = Readonly<Record<string, Task<never, unknown, unknown>>>

export type ParametersOf<T> = T extends Task<infer P, infer _G, infer _R> ? P : never
export type ProgressOf<T> = T extends Task<infer _P, infer G, infer _R> ? G : never
export type ResultOf<T> = T extends Task<infer _P, infer _G, infer R> ? R : never

/** Runs tasks of a registry, in this thread or another. */
export interface Compute<Tasks extends TaskRegistry> {
  run<Name extends keyof Tasks & string>(
    name: Name,
    parameters: ParametersOf<Tasks[Name]>,
    control: JobControl,
    onProgress?: (progress: ProgressOf<Tasks[Name]>) => void,
  ): Promise<RunOutcome<ResultOf<Tasks[Name]>>>
  close(): Promise<void>
}

/** Runs tasks in the calling thread, returning to the event loop between slices. For tests and last resort. */
export function inThreadCompute<Tasks extends TaskRegistry>(tasks: Tasks, clock: Clock): Compute<Tasks> {
  return {
    async run(name, parameters, control, onProgress) {
      const stepper = await tasks[name]!.create(parameters as never)
      const outcome = await runStepper(stepper, {
        control,
        clock,
        ...(onProgress && { onProgress: onProgress as (progress: unknown) => void }),
      })
      return outcome as RunOutcome<ResultOf<Tasks[typeof name]>>
    },
    close: async () => undefined,
  }
}

type ToThread =
  | {
      readonly type: 'start'
      readonly id: number
      readonly name: string
      readonly parameters: unknown
      readonly paused: boolean
    }
  | { readonly type: 'control'; readonly id: number; readonly state: ControlState }

type FromThread =
  | { readonly type: 'progress'; readonly id: number; readonly value: unknown }
  | { readonly type: 'done'; readonly id: number; readonly outcome: RunOutcome<unknown> }
  | { readonly type: 'failed'; readonly id: number; readonly code: ErrorCode; readonly message: string }

/** Serves tasks inside a worker thread. */
export function serveTasks(tasks: TaskRegistry, port: ThreadPort, clock: Clock): void {
  const controls = new Map<number, JobControl>()
  const post = (message: FromThread) => port.postMessage(message)

  const start = async (id: number, name: string, parameters: unknown, control: JobControl) => {
    try {
      const task = tasks[name]
      if (!task) throw new BrenierError('internal', `Expected a known task, got "${name}".`)
      const stepper = await task.create(parameters as never)
      const onProgress = (value: unknown) => post({ type: 'progress', id, value })
      post({ type: 'done', id, outcome: await runStepper(stepper, { control, clock, onProgress }) })
    } catch (thrown) {
      const { code, message } = asBrenierError(thrown)
      post({ type: 'failed', id, code, message })
    } finally {
      controls.delete(id)
    }
  }

  port.onMessage((received) => {
    const message = received as ToThread
    if (message.type === 'start') {
      const control = new JobControl()
      if (message.paused) control.pause()
      controls.set(message.id, control)
      void start(message.id, message.name, message.parameters, control)
      return
    }
    const control = controls.get(message.id)
    if (!control) return
    const { cancelled, paused, addedSteps } = message.state
    if (paused && !control.paused) control.pause()
    if (!paused && control.paused) control.resume()
    for (let step = 0; step < addedSteps; step++) control.stepOnce()
    if (cancelled) control.cancel()
  })
}

interface OpenTask {
  readonly onProgress: ((value: never) => void) | undefined
  readonly resolve: (outcome: RunOutcome<never>) => void
  readonly reject: (error: BrenierError) => void
}

/**
 * Runs tasks in a worker thread that `start` makes when first needed, and again after it died.
 * A thread that dies rejects every open task, so nothing waits for ever.
 */
export function threadCompute<Tasks extends TaskRegistry>(start: () => Thread): Compute<Tasks> {
  const open = new Map<number, OpenTask>()
  let thread: Thread | null = null
  let lastId = 0

  const lose = (reason: string) => {
    thread = null
    for (const task of open.values()) {
      task.reject(new BrenierError('internal', `The computing thread ended: ${reason}. Run the stage again.`))
    }
    open.clear()
  }

  const current = (): Thread => {
    if (thread) return thread
    const made = start()
    made.onMessage((received) => {
      const message = received as FromThread
      const task = open.get(message.id)
      if (!task) return
      if (message.type === 'progress') {
        task.onProgress?.(message.value as never)
        return
      }
      open.delete(message.id)
      if (message.type === 'done') task.resolve(message.outcome as RunOutcome<never>)
      else task.reject(new BrenierError(message.code, message.message))
    })
    made.onEnd((reason) => {
      if (thread === made) lose(reason)
    })
    thread = made
    return made
  }

  return {
    run(name, parameters, control, onProgress) {
      const id = ++lastId
      const worker = current()
      const send = (message: ToThread) => worker.postMessage(message)
      const stopListening = control.onChange((state) => send({ type: 'control', id, state }))
      const outcome = new Promise<RunOutcome<never>>((resolve, reject) => {
        open.set(id, { onProgress, resolve, reject })
      })
      send({ type: 'start', id, name, parameters, paused: control.paused })
      if (control.cancelled)
        send({ type: 'control', id, state: { cancelled: true, paused: false, addedSteps: 0 } })
      return outcome.finally(stopListening)
    },
    async close() {
      const held = thread
      thread = null
      if (held) await held.terminate()
      lose('it was closed')
    },
  }
}
