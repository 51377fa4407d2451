import type { RecentStudy } from '../../shared/contracts/window'
import { connectTo } from './connection'
import { FakeClient } from './fake-client'
import { browserWorkbench, useWorkbenchApi } from './workbench'

const hour = 3_600_000

const recents = (now: number): RecentStudy[] => [
  {
    id: 'recent-1',
    name: 'Fashion',
    location: '~/Studies/Fashion',
    facts: ['10,000 pictures', 'ae 16-d', 'rms 1.9 %', '1 path'],
    pictures: [],
    opened: now - hour,
  },
  {
    id: 'recent-2',
    name: 'Digits, two seeds',
    location: '~/Studies/Digits, two seeds',
    facts: ['1,797 pictures', 'ae 8-d', 'rms 1.3 %', '2 paths'],
    pictures: [],
    opened: now - 26 * hour,
  },
  {
    id: 'recent-3',
    name: 'Frames of one face',
    location: '~/Studies/Frames of one face',
    facts: ['1,965 pictures', 'ae 16-d', 'no map yet', ''],
    pictures: [],
    opened: now - 80 * hour,
  },
]

/**
 * The window in a plain browser with the made-up engine. In the address: `fake=NAME` opens the study of that
 * recipe as finished, with `fresh` as not yet run; `theme=light`; `norecents`;
 * `engine=restarting` or `engine=failed` shows the window without an engine.
 */
export function startInBrowser(options: URLSearchParams): FakeClient {
  const client = new FakeClient({ silent: options.has('engine') })
  connectTo(client)
  const granted = (name: string) => Promise.resolve({ token: `token-${name}`, name })
  useWorkbenchApi(
    browserWorkbench({
      onEngineStatus: (listener) => {
        const state = options.get('engine')
        if (state === 'restarting')
          listener({ state, reason: 'The engine did not answer for 3 s. It is started anew.' })
        else if (state === 'failed') {
          listener({
            state,
            reason: 'TensorFlow could not be loaded: libtensorflow.so.2 is missing. Run npm run setup.',
          })
        } else listener({ state: 'ready' })
        return () => undefined
      },
      recentStudies: () => Promise.resolve(options.has('norecents') ? [] : recents(Date.now())),
      grantRecent: () => granted('fashion'),
      chooseFolderOfPictures: () => granted('pictures'),
      chooseSavePlace: (name) => granted(name),
      chooseStudy: () => Promise.resolve({ token: 'damaged', name: 'Damaged' }),
      grantDropped: (file) => granted(file instanceof File ? file.name : 'dropped'),
      settings: () =>
        Promise.resolve({
          theme: options.get('theme') === 'light' ? 'light' : 'dark',
          outlineWidth: 224,
          inspectorWidth: 312,
          stripHeight: 288,
        }),
    }),
  )
  const recipe = options.get('fake')
  if (recipe) client.openFinished(recipe, options.has('fresh'))
  return client
}
