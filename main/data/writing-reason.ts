/** Why the disk refused, in words. */
const reasons: Readonly<Record<string, string>> = {
  EACCES: 'its permissions do not allow it',
  EPERM: 'its permissions do not allow it',
  EROFS: 'it lies on a disk that is only read',
  ENOSPC: 'the disk is full',
  EDQUOT: 'your share of the disk is used up',
  ENOENT: 'its folder is there no longer',
  ENOTDIR: 'a part of its path is a file, not a folder',
  EEXIST: 'there is a file of this name already',
  EISDIR: 'there is a folder of this name',
  ENAMETOOLONG: 'its name is too long',
}

/** Why something could not be written, as the end of a sentence; null for what is no failure of the disk. */
export function writingReason(thrown: unknown): string | null {
  if (!(thrown instanceof Error) || !('code' in thrown) || !('syscall' in thrown)) return null
  return reasons[String(thrown.code)] ?? `the disk answered: ${thrown.message}`
}
