import type { ThreadPool } from '../../kernels/thread-pool'
import { massMeasurement, type MeasuredMasses } from '../../ot/apply'
import type { Transport } from '../../ot/transport'
import type { Task } from '../compute'

/** Masses of a map's cells, measured on noise of its own. */
export const massesTask = (
  pool: ThreadPool | null,
): Task<
  { readonly map: Transport; readonly samples: number; readonly seed: number },
  { readonly share: number },
  MeasuredMasses
> => ({
  create({ map, samples, seed }) {
    const measurement = massMeasurement(map, samples, seed, pool ?? undefined)
    return {
      step: () => measurement.step(),
      progress: () => measurement.progress(),
      result() {
        const masses = measurement.result()
        measurement.close()
        return masses
      },
    }
  },
})
