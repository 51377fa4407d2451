import { contractVersion } from '../../shared/contracts/methods'
import type { EngineInfo } from '../../shared/contracts/results'
import { asBrenierError } from '../../shared/errors'
import type { Tensors } from '../nn/tensors'

/** Versions, the backend in use and why. */
export async function engineInfo(tensors: Tensors, product: string, cache: string): Promise<EngineInfo> {
  const common = {
    product,
    contract: contractVersion,
    node: process.versions.node,
    electron: process.versions['electron'] ?? null,
    cache,
  }
  try {
    const { name, reason, device, threads } = await tensors.facts()
    return { ...common, backend: name, backendReason: reason, device, threads }
  } catch (error) {
    return {
      ...common,
      backend: 'none',
      backendReason: asBrenierError(error).message,
      device: 'none',
      threads: 0,
    }
  }
}
