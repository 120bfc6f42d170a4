import type { ZodOpenApiOperationObject, ZodOpenApiPathsObject } from 'zod-openapi'
import { answers, badBody, callerRefused, idPath, jsonBody, needs, refuses } from '../shared/openapi'
import {
  Address,
  Confirmation,
  Credentials,
  IssuedProgramToken,
  Logout,
  MailSent,
  Me,
  NewAccount,
  NewPassword,
  NewProgramToken,
  PasswordChange,
  ProgramTokenList,
  RefreshToken,
  Tokens,
} from './domain'

const open = { tags: ['auth'], security: [] }
const own = { tags: ['auth'], security: needs('account') }
const mailSent = {
  202: answers('If the address is right, a mail is on its way', MailSent),
  ...refuses(...badBody, 'too-many-requests'),
}
const done = { description: 'Done' }
const inCookie =
  'With the header `Audiolift-Session: cookie` the refresh token is kept in a cookie that no script can read, rather than in the body.'

function post(summary: string, more: Omit<ZodOpenApiOperationObject, 'summary'>) {
  return { post: { summary, ...more } }
}

export const paths: ZodOpenApiPathsObject = {
  '/v1/auth/signup': post('Open an account; a code is mailed to confirm the address', {
    ...open,
    requestBody: jsonBody(NewAccount),
    responses: mailSent,
  }),
  '/v1/auth/confirm': post('Confirm the address with the code', {
    ...open,
    requestBody: jsonBody(Confirmation),
    responses: { 204: done, ...refuses(...badBody, 'invalid-code', 'too-many-requests') },
  }),
  '/v1/auth/resend': post('Mail the code again', {
    ...open,
    requestBody: jsonBody(Address),
    responses: mailSent,
  }),
  '/v1/auth/login': post('Sign in', {
    ...open,
    description: `The credentials are the body, or HTTP Basic (RFC 7617) without a body. ${inCookie}`,
    security: [{}, { basic: [] }],
    requestBody: { ...jsonBody(Credentials), required: false },
    responses: {
      200: answers('Signed in', Tokens),
      ...refuses(...badBody, 'wrong-credentials', 'too-many-requests'),
    },
  }),
  '/v1/auth/refresh': post('A new access token, and a new refresh token', {
    ...open,
    description: `A refresh token works once, and for 30 s more for who did not get the answer. ${inCookie}`,
    requestBody: jsonBody(RefreshToken),
    responses: {
      200: answers('Still signed in', Tokens),
      ...refuses(...badBody, 'unauthenticated', 'too-many-requests'),
    },
  }),
  '/v1/auth/logout': post('End this session, or all', {
    ...open,
    description: `Access tokens of an ended session are refused within 60 s. ${inCookie}`,
    requestBody: jsonBody(Logout),
    responses: { 204: done, ...refuses(...badBody, 'too-many-requests') },
  }),
  '/v1/auth/forgot': post('Mail a code to set a new password', {
    ...open,
    requestBody: jsonBody(Address),
    responses: mailSent,
  }),
  '/v1/auth/reset': post('Set a new password with the code; ends all sessions and revokes all tokens', {
    ...open,
    requestBody: jsonBody(NewPassword),
    responses: { 204: done, ...refuses(...badBody, 'invalid-code', 'too-many-requests') },
  }),
  '/v1/me': {
    get: {
      ...own,
      summary: 'Who am I?',
      responses: { 200: answers('The account', Me), ...refuses(...callerRefused) },
    },
    delete: {
      ...own,
      summary: 'Close the account and remove everything in it; within ten minutes of a sign-in',
      responses: {
        204: { description: 'Closed; what was in it is removed within minutes' },
        ...refuses(...callerRefused, 'sign-in-again', 'too-many-requests'),
      },
    },
  },
  '/v1/me/password': post('Change the password; ends all sessions, this one too', {
    ...own,
    requestBody: jsonBody(PasswordChange),
    responses: { 204: done, ...refuses(...badBody, ...callerRefused, 'wrong-credentials', 'too-many-requests') },
  }),
  '/v1/tokens': {
    get: {
      ...own,
      summary: 'My tokens for programs, newest first',
      responses: { 200: answers('All of them', ProgramTokenList), ...refuses(...callerRefused, 'too-many-requests') },
    },
    post: {
      ...own,
      summary: 'Make a token for a program',
      requestBody: jsonBody(NewProgramToken),
      responses: {
        201: answers('The only time that it is shown', IssuedProgramToken),
        ...refuses(...badBody, ...callerRefused, 'too-many-tokens', 'too-many-requests'),
      },
    },
  },
  '/v1/tokens/{id}': {
    delete: {
      ...own,
      summary: 'Revoke a token; it is refused within 60 s',
      requestParams: { path: idPath },
      responses: { 204: { description: 'Revoked' }, ...refuses(...callerRefused, 'not-found', 'too-many-requests') },
    },
  },
}
