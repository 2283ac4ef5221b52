// The script of the help desk's console.
import { byId } from '../shared/dom'
import { setPage } from '../shared/words'
import { start } from '../desk/start'
import type { DeskPage } from '../desk/types'

const page = JSON.parse(byId('page').textContent || '{}') as DeskPage
setPage(page)
void start(page)
