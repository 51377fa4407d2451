import path from 'node:path'

/** Switches whose value follows as its own word, so that the value is not taken for a study. */
const valued = new Set(['-r', '--require', '--user-data-dir', '--engine'])

/**
 * The study named on the command line: the first word that is neither a switch nor the app's own folder.
 * @param words process.argv after the executable
 * @param directory where relative paths begin: the folder the app was started in
 * @param ownFolder the app's folder, which a start from source has as its first word
 * @returns an absolute path, or null where none is named
 */
export function namedStudy(words: readonly string[], directory: string, ownFolder: string): string | null {
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!
    if (valued.has(word)) {
      i++
      continue
    }
    if (word === '' || word.startsWith('-')) continue
    const named = path.resolve(directory, word)
    if (named === path.resolve(ownFolder) || path.extname(named) === '.js') continue
    return named
  }
  return null
}
