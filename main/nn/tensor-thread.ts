import { asBrenierError, BrenierError, type ErrorCode } from '../../shared/errors'
import type { Thread, ThreadPort } from '../../shared/thread-port'
import type { InputValues } from './program/definition'
import type { ModelSpec } from './spec'
import type { BackendFacts, ProgramSpec, TensorProgram, Tensors } from './tensors'
import { copiedInTurns, type NamedArrays } from './weights'

type Call =
  | { readonly kind: 'facts' }
  | {
      readonly kind: 'open'
      readonly program: number
      readonly spec: ProgramSpec
      readonly arrays: NamedArrays
    }
  | {
      readonly kind: 'run'
      readonly program: number
      readonly name: string
      readonly inputs: Readonly<Record<string, InputValues>>
      readonly unwanted: string | undefined
    }
  | { readonly kind: 'read'; readonly program: number; readonly names: readonly string[] | undefined }
  | { readonly kind: 'dispose'; readonly program: number }
  | {
      readonly kind: 'save'
      readonly model: ModelSpec
      readonly weights: NamedArrays
      readonly folder: string
    }

interface Question {
  readonly id: number
  readonly call: Call
}

type Answer =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | {
      readonly id: number
      readonly ok: false
      readonly code: ErrorCode
      readonly message: string
      readonly details: BrenierError['details']
    }

/** Answers the calls of `threadTensors` with the tensors of this thread. */
export function serveTensors(tensors: Tensors, port: ThreadPort): void {
  const programs = new Map<number, TensorProgram>()
  const programOf = (id: number): TensorProgram => {
    const program = programs.get(id)
    if (program) return program
    throw new BrenierError('internal', `Expected an open program, got number ${id}.`)
  }
  const answer = async (call: Call): Promise<unknown> => {
    switch (call.kind) {
      case 'facts':
        return tensors.facts()
      case 'open':
        programs.set(call.program, await tensors.open(call.spec, call.arrays))
        return null
      case 'run':
        return programOf(call.program).run(call.name, call.inputs, call.unwanted)
      case 'read':
        return programOf(call.program).read(call.names)
      case 'dispose':
        programOf(call.program).dispose()
        programs.delete(call.program)
        return null
      case 'save':
        return tensors.saveModel(call.model, call.weights, call.folder)
    }
  }
  const post = (message: Answer, transfer: readonly ArrayBuffer[] = []) => port.postMessage(message, transfer)
  port.onMessage((received) => {
    const { id, call } = received as Question
    answer(call).then(
      (value) => post({ id, ok: true, value }, buffersOf(value)),
      (thrown: unknown) => {
        const { code, message, details } = asBrenierError(thrown)
        post({ id, ok: false, code, message, details })
      },
    )
  })
}

/** The buffers of arrays that nothing else in this thread holds: what came out of a run or a read, or copies to hand over. */
function buffersOf(value: unknown): ArrayBuffer[] {
  if (typeof value !== 'object' || value === null) return []
  const arrays = Object.values(value).map((held: unknown) =>
    typeof held === 'object' && held !== null && 'data' in held ? held.data : held,
  )
  const buffers = arrays.flatMap((array) =>
    array instanceof Float32Array && array.buffer instanceof ArrayBuffer ? [array.buffer] : [],
  )
  return [...new Set(buffers)]
}

interface Waiting {
  readonly resolve: (value: never) => void
  readonly reject: (error: BrenierError) => void
}

/**
 * Tensors of a thread that is started when first needed: its owner is never blocked by a step, a trace or the loading of
 * TensorFlow. A thread that dies rejects every open call and all later ones, since TensorFlow cannot be loaded twice.
 */
export function threadTensors(start: () => Thread): Tensors {
  const waiting = new Map<number, Waiting>()
  let thread: Thread | null = null
  let ended: BrenierError | null = null
  let calls = 0
  let programs = 0

  const end = (reason: string) => {
    ended ??= new BrenierError(
      'engine-unavailable',
      `The thread that runs TensorFlow has ended: ${reason}. Save the study and start Brenier again.`,
    )
    for (const { reject } of waiting.values()) reject(ended)
    waiting.clear()
  }

  const current = (): Thread => {
    if (thread) return thread
    thread = start()
    thread.onMessage((received) => {
      const answer = received as Answer
      const asked = waiting.get(answer.id)
      waiting.delete(answer.id)
      if (answer.ok) asked?.resolve(answer.value as never)
      else asked?.reject(new BrenierError(answer.code, answer.message, answer.details))
    })
    thread.onEnd(end)
    return thread
  }

  const ask = <T>(call: Call, transfer: readonly ArrayBuffer[] = []): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      if (ended) return reject(ended)
      const id = ++calls
      waiting.set(id, { resolve, reject })
      current().postMessage({ id, call } satisfies Question, transfer)
    })

  return {
    facts: () => ask<BackendFacts>({ kind: 'facts' }),
    async open(spec, given) {
      const program = ++programs
      const arrays = await copiedInTurns(given)
      await ask({ kind: 'open', program, spec, arrays }, buffersOf(arrays))
      return {
        run: (name, inputs, unwanted) => ask({ kind: 'run', program, name, inputs, unwanted }),
        read: (names) => ask({ kind: 'read', program, names }),
        dispose() {
          // A thread that has ended holds nothing any more.
          ask({ kind: 'dispose', program }).catch(() => undefined)
        },
      }
    },
    async saveModel(model, given, folder) {
      const weights = await copiedInTurns(given)
      await ask({ kind: 'save', model, weights, folder }, buffersOf(weights))
    },
    async close() {
      end('it was closed')
      await thread?.terminate()
    },
  }
}
