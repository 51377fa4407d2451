/** How the learning rate runs over the training, as a plain value. */
export type Schedule =
  | { readonly kind: 'constant' }
  /** Rises linearly over the first `warmup` share of the steps, then falls along a half cosine to `end` × the rate. */
  | { readonly kind: 'cosine'; readonly warmup: number; readonly end: number }
  /** Falls geometrically to `end` × the rate. */
  | { readonly kind: 'exponential'; readonly end: number }

/**
 * Factor on the learning rate at a step.
 * @param step from 0
 * @param total steps of the whole training
 */
export function scheduleFactor(schedule: Schedule, step: number, total: number): number {
  const share = Math.min(1, step / Math.max(1, total))
  switch (schedule.kind) {
    case 'constant':
      return 1
    case 'exponential':
      return schedule.end ** share
    case 'cosine': {
      if (share < schedule.warmup) return (step + 1) / (schedule.warmup * total + 1)
      const fall = (share - schedule.warmup) / Math.max(1e-9, 1 - schedule.warmup)
      return schedule.end + (1 - schedule.end) * 0.5 * (1 + Math.cos(Math.PI * fall))
    }
  }
}
