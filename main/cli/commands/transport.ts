import type { Command } from 'commander'
import type { Registry } from '../registry'

export function transportCommands(program: Command, registry: Registry): void {
  void program
  void registry
}
