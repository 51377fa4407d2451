import type { Command } from 'commander'
import { productVersion } from '../../../shared/product'
import { engineInfo } from '../../service/engine-info'
import { homeFolder, resourcesFolder } from '../host'
import type { Registry } from '../registry'

export function infoCommand(program: Command, registry: Registry): void {
  registry.add(
    program.command('info').description('versions, backend in use and why, where data lie'),
    'info',
    async (host) => {
      const info = await engineInfo(host.tools.tensors, productVersion, homeFolder())
      const resources = resourcesFolder()
      return {
        result: { ...info, resources },
        lines: [
          `Brenier ${info.product}, contract ${info.contract}, Node ${info.node}`,
          `${info.backend} on ${info.device}, ${info.threads} threads. ${info.backendReason}`,
          `Samples and recipes: ${resources}`,
          `Studies and caches: ${info.cache}`,
        ],
      }
    },
  )
}
