import * as v from 'valibot'
import { BrenierError, errorCodes, type ErrorCode } from '../errors'
import { count, limits, text } from './arrays'

export const errorCode = v.picklist(Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]])

export const failure = v.strictObject({
  code: errorCode,
  message: text(),
  details: v.record(text(), v.union([v.string(), v.number(), v.boolean()])),
})
export type Failure = v.InferOutput<typeof failure>

/** Messages from the window to the engine. */
export const toEngine = v.variant('type', [
  v.strictObject({ type: v.literal('hello'), contract: count() }),
  v.strictObject({ type: v.literal('request'), id: count(), method: text(), params: v.unknown() }),
  v.strictObject({ type: v.literal('acknowledge'), channel: text(), revision: count() }),
])
export type ToEngine = v.InferOutput<typeof toEngine>

/** Messages from the engine to the window. */
export const toWindow = v.variant('type', [
  v.strictObject({ type: v.literal('ready'), contract: count() }),
  v.variant('ok', [
    v.strictObject({ type: v.literal('answer'), id: count(), ok: v.literal(true), value: v.unknown() }),
    v.strictObject({ type: v.literal('answer'), id: count(), ok: v.literal(false), error: failure }),
  ]),
  v.strictObject({ type: v.literal('event'), name: text(), value: v.unknown() }),
  v.strictObject({ type: v.literal('frame'), channel: text(), revision: count(), value: v.unknown() }),
])
export type ToWindow = v.InferOutput<typeof toWindow>

/** Messages between the Electron main process and the engine, beside the window's port. */
export const toEngineFromHost = v.variant('type', [
  /** Comes with the window's port. */
  v.strictObject({ type: v.literal('connect') }),
  v.strictObject({
    type: v.literal('grant'),
    token: text(),
    path: text(),
    use: v.picklist(['read', 'write']),
  }),
  v.strictObject({ type: v.literal('ping'), id: count() }),
  v.strictObject({ type: v.literal('shutdown') }),
])
export type ToEngineFromHost = v.InferOutput<typeof toEngineFromHost>

export const toHostFromEngine = v.variant('type', [
  v.strictObject({ type: v.literal('ready') }),
  v.strictObject({ type: v.literal('pong'), id: count() }),
  v.strictObject({ type: v.literal('closed') }),
  /** A study was saved or opened: the host keeps the list of recent studies. */
  v.strictObject({
    type: v.literal('recent'),
    path: text(),
    name: text(),
    facts: v.pipe(v.array(text()), v.maxLength(8)),
    /** Small pictures as data URLs; none for points. */
    pictures: v.pipe(v.array(text()), v.maxLength(3)),
  }),
])
export type ToHostFromEngine = v.InferOutput<typeof toHostFromEngine>

/**
 * Checks a value against a schema.
 * @throws BrenierError `bad-message` with the path of the first field that does not fit
 */
export function validate<S extends v.GenericSchema>(
  schema: S,
  value: unknown,
  what: string,
): v.InferOutput<S> {
  const outcome = v.safeParse(schema, value, { abortEarly: true })
  if (outcome.success) return outcome.output
  const issue = outcome.issues[0]
  const where = v.getDotPath(issue) ?? 'message'
  throw new BrenierError('bad-message', `${what}: at ${where}: ${issue.message}`, { where })
}

/** An error in the form that crosses processes. */
export function toFailure(error: BrenierError): Failure {
  return { code: error.code, message: error.message.slice(0, limits.text), details: { ...error.details } }
}
