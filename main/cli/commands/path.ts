import path from 'node:path'
import { Option, type Command } from 'commander'
import type { PathRule } from '../../../shared/contracts/study'
import { choiceOption, numberOption, pathPlaces, wholeOption } from '../options'
import { claimFolder } from '../outputs'
import type { Registry } from '../registry'
import { openStudy, tracedInto, waypointOf, type TraceOptions } from '../traced-path'

interface PathOptions extends TraceOptions {
  readonly waypoints: readonly (number | string)[]
  readonly space: string
  readonly against?: string
}

const rules: Readonly<Record<string, PathRule>> = {
  latent: 'straight',
  straight: 'straight',
  spherical: 'spherical',
  noise: 'noise',
  learned: 'learned',
  around: 'around',
}

/** `path`: a path between pictures of a study or of one's own, decoded, with its jumps and crossings. */
export function pathCommand(program: Command, registry: Registry): void {
  registry.add(
    traceOptions(
      program
        .command('path')
        .description('decode a path between pictures, with jumps and crossings')
        .requiredOption('--project <folder>', 'a saved study')
        .requiredOption(
          '--waypoints <list>',
          'pictures by number, or files of your own: 17,402,mine.png',
          pathPlaces,
        )
        .addOption(
          choiceOption(
            '--space <rule>',
            'how to go between them; latent is straight, noise and learned go through the noise of the map and of the mapper',
            Object.keys(rules),
            'latent',
          ),
        )
        .addOption(
          new Option(
            '--against <rule>',
            'the same path by a second rule, written into the folder against',
          ).choices(Object.keys(rules)),
        )
        .option('--steps <number>', '8 to 64', wholeOption(8, 64), 16),
    ),
    'path',
    async (host, _operands, options: PathOptions) => {
      await claimFolder(options.out)
      const study = await openStudy(host, options.project)
      const waypoints = []
      for (const place of options.waypoints) waypoints.push(await waypointOf(study, place, options))
      const traced = await tracedInto(host, study, { rule: rules[options.space]!, waypoints }, options)
      if (!options.against) return traced
      const out = path.join(options.out, 'against')
      await claimFolder(out)
      const rival = await tracedInto(
        host,
        study,
        { rule: rules[options.against]!, waypoints },
        { ...options, out },
      )
      const lines = [
        ...traced.lines,
        ...rival.lines.map((line, k) => (k === 0 ? `${options.against}: ${line}` : line)),
      ]
      return { result: { ...traced.result, against: rival.result }, lines }
    },
  )
}

/** Options of the commands that trace a path. */
export function traceOptions(command: Command): Command {
  return command
    .addOption(
      choiceOption(
        '--fit <how>',
        'how a file of another shape is brought to the study’s: its middle, or whole with black beside',
        ['crop', 'fit'],
        'crop',
      ),
    )
    .option('--invert', 'turn files dark for light')
    .option('--threshold <angle>', 'θ̂ in radians; by default the study’s own', numberOption(0, Math.PI))
    .requiredOption('--out <folder>', 'strip.png, path.gif, crossings.csv and steps.csv are written here')
}
