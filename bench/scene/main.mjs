import { app, BrowserWindow } from 'electron'

/** A window that shows nothing but the page named on the command line, as large as the largest canvas measured. */
void app.whenReady().then(() => {
  const window = new BrowserWindow({
    width: 1600,
    height: 1000,
    frame: false,
    webPreferences: { sandbox: true, contextIsolation: true, backgroundThrottling: false },
  })
  void window.loadURL(process.argv.at(-1))
})
