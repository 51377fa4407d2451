import { Option, type Command } from 'commander'
import { itemGroupOf, numberOption, pathPlace, wholeOption } from '../options'
import { claimFolder } from '../outputs'
import type { Registry } from '../registry'
import type { ItemGroup } from '../../../shared/contracts/study'
import { openStudy, tracedInto, waypointOf, type TraceOptions } from '../traced-path'
import { traceOptions } from './path'

interface DirectionOptions extends TraceOptions {
  readonly from: number | string
  readonly toward: ItemGroup
  readonly away?: ItemGroup
  readonly strength: number
}

/** `direction`: a path through a picture along the difference of two groups' mean codes. */
export function directionCommand(program: Command, registry: Registry): void {
  registry.add(
    traceOptions(
      program
        .command('direction')
        .description('decode a path through a picture along an attribute’s direction')
        .requiredOption('--project <folder>', 'a saved study')
        .requiredOption('--from <picture>', 'the picture in the middle: its number, or a file', pathPlace)
        .requiredOption('--toward <group>', 'a value of class or an attribute: glasses=yes', itemGroupOf)
        .addOption(
          new Option('--away <group>', 'what it is held against; by default the rest').argParser(itemGroupOf),
        )
        .option('--strength <times>', 'of the difference of the means', numberOption(0.05, 10), 1)
        .option('--steps <number>', '8 to 64', wholeOption(8, 64), 17),
    ),
    'direction',
    async (host, _operands, options: DirectionOptions) => {
      await claimFolder(options.out)
      const study = await openStudy(host, options.project)
      const { toward: plus, away: minus = { kind: 'rest' as const }, strength } = options
      const waypoints = [await waypointOf(study, options.from, options)]
      const direction = { plus, minus, strength }
      return tracedInto(host, study, { rule: 'straight', waypoints, direction }, options)
    },
  )
}
