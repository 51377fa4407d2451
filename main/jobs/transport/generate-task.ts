import { BrenierError } from '../../../shared/errors'
import type { ThreadPool } from '../../kernels/thread-pool'
import { generateCodes, type GeneratedCodes, type GenerationOptions } from '../../ot/generate'
import type { Task } from '../compute'

/** New codes of a solved map, never across its singular set. */
export const generateTask = (
  pool: ThreadPool | null,
): Task<Omit<GenerationOptions, 'pool'>, { readonly share: number }, GeneratedCodes> => ({
  create(options) {
    if (options.count < 1) {
      throw new BrenierError('bad-argument', `Expected at least one code to make, got ${options.count}.`)
    }
    const generator = generateCodes({ ...options, pool: pool ?? undefined })
    return {
      step: () => generator.step(),
      progress() {
        const { made, wanted } = generator.progress()
        return { share: made / wanted }
      },
      result() {
        const codes = generator.result()
        generator.close()
        return codes
      },
    }
  },
})
