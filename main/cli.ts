#!/usr/bin/env node
/** Entry of the command line: the app's jobs with files in and files out. */
import { Command, CommanderError } from 'commander'
import { productVersion } from '../shared/product'
import { assignCommand } from './cli/commands/assign'
import { classifierCommands } from './cli/commands/classifier'
import { compareCommand } from './cli/commands/compare'
import { dataCommands } from './cli/commands/data'
import { discontinuityCommand } from './cli/commands/discontinuity'
import { embedCommand } from './cli/commands/embed'
import { infoCommand } from './cli/commands/info'
import { mapperCommands } from './cli/commands/mapper'
import { metricsCommands } from './cli/commands/metrics'
import { modesCommand } from './cli/commands/modes'
import { modelCommands } from './cli/commands/models'
import { directionCommand } from './cli/commands/direction'
import { gridCommand } from './cli/commands/grid'
import { pathCommand } from './cli/commands/path'
import { reproduceCommand } from './cli/commands/reproduce'
import { studyCommands } from './cli/commands/study'
import { trainCommand } from './cli/commands/train'
import { transportCommands } from './cli/commands/transport'
import { exitCodes } from './cli/host'
import { Registry } from './cli/registry'

const registry = new Registry((quiet) => ({
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  columns: process.stderr.isTTY ? process.stderr.columns : null,
  quiet,
}))

const program = new Command('brenier')
  .description('Latent spaces with optimal transport: the workbench without its window.')
  .version(productVersion)
  .exitOverride()
  .showHelpAfterError('(add --help for what a command takes)')

infoCommand(program, registry)
studyCommands(program, registry)
dataCommands(program, registry)
trainCommand(program, registry)
modelCommands(program, registry)
classifierCommands(program, registry)
transportCommands(program, registry)
mapperCommands(program, registry)
assignCommand(program, registry)
metricsCommands(program, registry)
modesCommand(program, registry)
embedCommand(program, registry)
pathCommand(program, registry)
directionCommand(program, registry)
gridCommand(program, registry)
compareCommand(program, registry)
reproduceCommand(program, registry)
discontinuityCommand(program, registry)
// Commander copies settings to sub-commands only when they are made; these were made by their own files.
const everyCommand = (command: Command): Command[] => [command, ...command.commands.flatMap(everyCommand)]
for (const command of everyCommand(program)) command.exitOverride()

try {
  await program.parseAsync()
  process.exitCode = registry.exitCode
} catch (error) {
  if (!(error instanceof CommanderError)) throw error
  process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.usage
}
// TensorFlow and kernel threads would keep the process alive.
process.exit()
