import { zip } from 'fflate'

/** Files in one, packed in threads of the library's own. */
export const zipped = (files: Readonly<Record<string, Uint8Array>>): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    zip({ ...files }, { level: 6 }, (error, packed) => (error ? reject(error) : resolve(packed)))
  })
