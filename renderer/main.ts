import '@fontsource-variable/inter/opsz.css'
import './ui/tokens.css'
import './ui/base.css'
import './ui/floating.css'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { connectTo } from './host/connection'
import { PortClient } from './host/port-client'
import { receivePorts } from './host/receive-ports'
import { startSession } from './features/shell/session'

const app = createApp(App)
app.use(createPinia())

// The build for a plain browser is the only one that carries the made-up engine.
if (import.meta.env.MODE === 'browser') {
  const { startInBrowser } = await import('./host/browser-start')
  await startSession(startInBrowser(new URLSearchParams(location.search)))
} else {
  const client = new PortClient()
  connectTo(client)
  receivePorts(window, client)
  await startSession(client)
}

app.mount('#app')
