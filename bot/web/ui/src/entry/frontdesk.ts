// The front desk's script.
import { FrontDesk, type FrontDeskData } from '../frontdesk/desk'
import { byId } from '../shared/dom'

new FrontDesk(JSON.parse(byId('page').textContent || '{}') as FrontDeskData)
