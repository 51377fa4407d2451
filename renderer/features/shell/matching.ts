import type { Command } from '../../stores/commands'

/**
 * Commands whose group or title holds every typed word, those where a word of the title begins with the
 * first typed word before the rest. An empty question gives all in their order.
 */
export function matchingCommands(commands: readonly Command[], question: string): readonly Command[] {
  const words = question.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return commands
  const rank = ({ title }: Command): number =>
    title
      .toLowerCase()
      .split(/\s+/)
      .some((word) => word.startsWith(words[0]!))
      ? 0
      : 1
  return commands
    .filter(({ group, title }) => words.every((word) => `${group} ${title}`.toLowerCase().includes(word)))
    .map((command, order) => ({ command, order }))
    .sort((a, b) => rank(a.command) - rank(b.command) || a.order - b.order)
    .map(({ command }) => command)
}
