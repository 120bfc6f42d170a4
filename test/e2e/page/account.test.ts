import type { Page } from 'playwright-core'
import { memorySession } from '../../../client/api/session'
import { mailedCode } from '../../support/account'
import { addresses, describedClient, nextSecond, type User, user } from '../support/cloud'
import { library, newPage, signIn } from './support'

const newPassword = 'Another-horse-2-battery'

function form(page: Page, name: string) {
  return page.getByRole('form', { name })
}

function openAccountPage(page: Page) {
  return page.getByRole('link', { name: 'Account' }).click()
}

/** The sign-in form. */
function atTheDoor(page: Page) {
  return page.getByRole('heading', { name: 'Sign in' }).waitFor()
}

/** The old password no longer works. */
function lockedOut({ client, email, password }: User) {
  return expect(client.login({ email, password })).rejects.toMatchObject({ type: '/problems/wrong-credentials' })
}

it('sets a new password by a code, for a user who has forgotten it', async () => {
  const who = await user()
  const page = await newPage()
  await page.getByRole('button', { name: 'Forgot your password?' }).click()
  await page.getByLabel('Email').fill(who.email)
  await page.getByRole('button', { name: 'Send code' }).click()
  await page.getByText(`If ${who.email} has an account`).waitFor()
  await page.getByLabel('Code').fill('0000 0000')
  await page.getByLabel('New password', { exact: true }).fill(newPassword)
  await page.getByRole('button', { name: 'Set password' }).click()
  await page.getByText('That code is wrong or expired.').waitFor()
  await page.getByLabel('Code').fill(await mailedCode(addresses().inbox, who.email, 'reset'))
  await page.getByRole('button', { name: 'Set password' }).click()
  await page.getByText('Your new password is set.').waitFor()
  await signIn(page, { email: who.email, password: newPassword })
  await lockedOut(who)
})

it('makes a token for a program, shows it once, and revokes it', async () => {
  const { page, who } = await library()
  await openAccountPage(page)
  await page.getByText('You have no tokens.').waitFor()
  await page.getByLabel('Name').fill('backup script')
  await page.getByLabel('upload videos').uncheck()
  await page.getByLabel('Valid for').selectOption('30')
  await page.getByRole('button', { name: 'Create token' }).click()
  await page.getByText('It is shown only once.').waitFor()
  const secret = await page.getByRole('textbox', { name: 'Tokens for programs' }).inputValue()
  expect(await who.client.tokens()).toMatchObject([{ name: 'backup script', scopes: ['jobs:read'] }])

  const program = describedClient(memorySession({ accessToken: secret }))
  expect((await program.jobs()).jobs).toEqual([])
  await expect(program.reserve({ name: 'a.mp4', size: 1000 })).rejects.toMatchObject({ status: 403 })

  await page.reload()
  const revoke = page.getByRole('button', { name: /^Revoke.*backup script/ })
  await revoke.waitFor()
  expect(await page.content()).not.toContain(secret)
  await revoke.click()
  await page.getByText('You have no tokens.').waitFor()
  expect(await who.client.tokens()).toEqual([])
})

it('signs out on this device, or everywhere', async () => {
  const { page, who } = await library()
  const [elsewhere, third] = [await newPage(), await newPage()]
  await signIn(elsewhere, who)
  await signIn(third, who)

  await openAccountPage(third)
  await third.getByRole('button', { name: 'On this device' }).click()
  await atTheDoor(third)
  await third.reload()
  await atTheDoor(third)
  await elsewhere.reload()
  await elsewhere.getByRole('heading', { name: 'Library' }).waitFor()

  await openAccountPage(page)
  await nextSecond()
  await page.getByRole('button', { name: 'Everywhere' }).click()
  await atTheDoor(page)
  await elsewhere.reload()
  await atTheDoor(elsewhere)
})

it('changes the password for a user who knows the current one, and asks to sign in with the new one', async () => {
  const { page, who } = await library()
  await openAccountPage(page)
  const change = form(page, 'Change password')
  const submit = async (present: string, next: string) => {
    await change.getByLabel('Current password', { exact: true }).fill(present)
    await change.getByLabel('New password', { exact: true }).fill(next)
    await change.getByRole('button', { name: 'Change password' }).click()
  }
  await submit('Wrong-horse-11-battery', newPassword)
  await change.getByText('The current password is wrong.').waitFor()
  await submit(who.password, 'too weak')
  await change.getByText(/needs at least 12 characters/).waitFor()
  await submit(who.password, newPassword)
  await page.getByText('Your password has been changed.').waitFor()
  await signIn(page, { email: who.email, password: newPassword })
  await lockedOut(who)
})

it('deletes the account for a user who enters the password again', async () => {
  const { page, who } = await library()
  await openAccountPage(page)
  const close = form(page, 'Delete my account')
  const submit = async (password: string) => {
    await close.getByLabel('Enter your password to confirm', { exact: true }).fill(password)
    await close.getByRole('button', { name: 'Delete my account' }).click()
  }
  await submit('Wrong-horse-11-battery')
  await close.getByRole('alert').waitFor()
  // With a new token, because the authorizer caches an accepted one for some seconds.
  const meanwhile = describedClient()
  await meanwhile.login({ email: who.email, password: who.password })
  expect((await meanwhile.me()).email).toBe(who.email)
  await submit(who.password)
  await page.getByText('Your account and everything in it have been deleted.').waitFor()
  await page.reload()
  await atTheDoor(page)
  await expect(who.client.me()).rejects.toMatchObject({ status: 401 })
})
