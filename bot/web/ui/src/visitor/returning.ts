// The page of a return code: the code opens the conversation on this device.
import { byId } from '../shared/dom'
import { call, Refused } from '../shared/http'
import { say } from '../shared/words'
import { save } from './store'

export function returning() {
  const form = document.getElementById('return-form')
  if (!form) return
  const field = byId<HTMLInputElement>('code')
  const wrong = byId('return-wrong')
  const open = async () => {
    const code = field.value.trim()
    if (!code) return field.focus()
    wrong.textContent = ''
    try {
      const { id, token } = await call<{ id: string; token: string }>('/api/v1/returns', { body: { code } })
      save({ v: 1, id, token, outbox: [] })
      location.replace(`/${location.search}`)
    } catch (error) {
      wrong.textContent = say(error instanceof Refused ? 'UiReturnWrong' : 'UiFailed')
      field.focus()
    }
  }
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void open()
  })
  if (field.value) void open()
}
