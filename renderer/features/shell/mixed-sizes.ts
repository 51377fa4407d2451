import { shallowRef } from 'vue'
import type { Grant } from '../../../shared/contracts/window'

/** Pictures of several sizes that wait to be brought to one; null while nothing is asked. */
export const mixedSizes = shallowRef<Grant | null>(null)
