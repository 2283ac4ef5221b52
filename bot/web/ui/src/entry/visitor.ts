// The visitor page's script.
import { byId } from '../shared/dom'
import type { PageData } from '../shared/types'
import { App } from '../visitor/app'
import { returning } from '../visitor/returning'
import { framed } from '../visitor/framed'

const page = JSON.parse(byId('page').textContent || '{}') as PageData
const app = new App(page)
if (page.embed) framed(app)
returning()
void app.run()
