/** Every code an error of this product can carry, with what it means. */
export const errorCodes = {
  'bad-message': 'a message across processes did not fit its schema',
  'bad-argument': 'a parameter lies outside what the operation accepts',
  'bad-shape': 'array lengths or shapes disagree',
  'not-finite': 'an input holds NaN or Infinity',
  'file-not-found': 'a named file or folder does not exist or cannot be read',
  'file-not-granted': 'a path was not chosen by the person through a dialog or a drop',
  'file-format': 'a file is not what its name or header says',
  'file-truncated': 'a file ends before its header says it should',
  'file-too-large': 'a file exceeds the bound for its kind',
  'mixed-sizes': 'pictures of one set differ in size or channels',
  'empty-set': 'a folder, archive or array holds no usable picture or point',
  'disk-full': 'a file could not be written',
  'study-damaged': 'a part of a saved study does not match its checksum or schema',
  'study-version': 'a saved study was written by a newer version',
  'no-backend': 'no tensor backend could be loaded',
  'missing-stage': 'a stage was asked for before the stage it builds on',
  'did-not-converge': 'a solver stopped before its tolerance and cannot be used at all',
  'training-diverged': 'a loss became NaN or infinite',
  'job-unknown': 'no job has this id',
  'job-busy': 'a job that excludes this one is running',
  cancelled: 'the person cancelled the work',
  'engine-restarted': 'the engine stopped answering and was started anew',
  'engine-unavailable': 'the engine is not running',
  'version-mismatch': 'window and engine speak different versions of the contract',
  internal: 'a defect of this product',
} as const

export type ErrorCode = keyof typeof errorCodes

/**
 * An error a person can act on. The message says what was expected, what came and what to do;
 * `details` holds the same facts as plain values.
 */
export class BrenierError extends Error {
  readonly code: ErrorCode
  readonly details: Readonly<Record<string, string | number | boolean>>

  constructor(
    code: ErrorCode,
    message: string,
    details: Readonly<Record<string, string | number | boolean>> = {},
    options?: ErrorOptions,
  ) {
    super(message, options)
    this.name = 'BrenierError'
    this.code = code
    this.details = details
  }
}

/** Any thrown value as a BrenierError; what is not one already is a defect and keeps its cause. */
export function asBrenierError(thrown: unknown): BrenierError {
  if (thrown instanceof BrenierError) return thrown
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  return new BrenierError('internal', message, {}, { cause: thrown })
}
