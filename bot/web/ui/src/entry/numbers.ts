// The script of a place's numbers.
import { Numbers } from '../frontdesk/numbers'
import { byId } from '../shared/dom'
import type { PageData } from '../shared/types'
import { setPage } from '../shared/words'

const page = JSON.parse(byId('page').textContent || '{}') as PageData
setPage(page)
new Numbers(page)
