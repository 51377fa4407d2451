import type { EventName, EventOf, FrameChannel } from '../../shared/contracts/methods'

/** Speaks to whoever watches: every connected window, or a command line's progress bar. */
export interface Publisher {
  event<E extends Exclude<EventName, FrameChannel>>(name: E, value: EventOf<E>): void
  /** Latest wins: a watcher that is busy gets only the newest frame of a channel. */
  frame<C extends FrameChannel>(channel: C, value: EventOf<C>): void
}
