import { BrenierError } from '../../shared/errors'
import type { EngineClient } from './engine-client'

let current: EngineClient | null = null

/** Sets the engine that the stores talk to: once when the window starts, and in every test. */
export function connectTo(client: EngineClient): void {
  current = client
}

/**
 * The engine of this window.
 * @throws BrenierError `engine-unavailable` before `connectTo`
 */
export function engine(): EngineClient {
  if (!current)
    throw new BrenierError('engine-unavailable', 'No engine has been connected to this window yet.')
  return current
}
