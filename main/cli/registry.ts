import type { Command } from 'commander'
import { CommandHost, reportFailure, type CommonOptions, type Outcome, type Values } from './host'
import { wholeOption } from './options'
import type { Terminal } from './terminal'

export type Action<Options> = (
  host: CommandHost,
  operands: readonly string[],
  options: Options,
) => Promise<Outcome>

/** Options of one command as given, without those that only say how to print. */
function parametersOf(options: object): Values {
  return Object.fromEntries(
    Object.entries(options).filter(([name]) => !['json', 'quiet', 'seed'].includes(name)),
  )
}

/** Gives every command the common options, one way to run and one way to fail. */
export class Registry {
  exitCode = 0
  readonly #terminal: (quiet: boolean) => Terminal

  constructor(terminal: (quiet: boolean) => Terminal) {
    this.#terminal = terminal
  }

  /** @param name as it stands in the JSON's `command` */
  add<Options extends CommonOptions>(command: Command, name: string, action: Action<Options>): void {
    command
      .option('--json', 'print the result as one JSON object')
      .option('--quiet', 'no progress')
      .option('--seed <number>', 'seed of everything random', wholeOption(0, 0xffffffff))
      .action(async (...given: unknown[]) => {
        const options = command.opts() as Options
        const operands = given
          .slice(0, command.registeredArguments.length)
          .flat()
          .filter((value) => typeof value === 'string')
        const terminal = this.#terminal(options.quiet ?? false)
        try {
          const host = new CommandHost(terminal)
          const outcome = await action(host, operands, options)
          this.exitCode = await host.finish(name, { operands, ...parametersOf(options) }, options, outcome)
        } catch (error) {
          this.exitCode = reportFailure(error, terminal, options.json ?? false)
        }
      })
  }
}
