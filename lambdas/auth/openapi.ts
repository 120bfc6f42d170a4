import type { ZodOpenApiPathsObject } from 'zod-openapi'
import { answers, badBody, callerRefused, jsonBody, needs, refuses } from '../shared/openapi'
import {
  Address,
  Confirmation,
  Credentials,
  MailSent,
  Me,
  NewAccount,
  NewPassword,
  RefreshToken,
  Tokens,
} from './domain'

const common = { tags: ['auth'], security: [] }
const mailSent = {
  202: answers('If the address is right, a mail is on its way', MailSent),
  ...refuses(...badBody, 'too-many-requests'),
}
const done = { description: 'Done' }

export const paths: ZodOpenApiPathsObject = {
  '/v1/auth/signup': {
    post: {
      ...common,
      summary: 'Open an account; a code is mailed to confirm the address',
      requestBody: jsonBody(NewAccount),
      responses: mailSent,
    },
  },
  '/v1/auth/confirm': {
    post: {
      ...common,
      summary: 'Confirm the address with the code',
      requestBody: jsonBody(Confirmation),
      responses: { 204: done, ...refuses(...badBody, 'invalid-code', 'too-many-requests') },
    },
  },
  '/v1/auth/resend': {
    post: { ...common, summary: 'Mail the code again', requestBody: jsonBody(Address), responses: mailSent },
  },
  '/v1/auth/login': {
    post: {
      ...common,
      summary: 'Sign in',
      requestBody: jsonBody(Credentials),
      responses: {
        200: answers('Signed in', Tokens),
        ...refuses(...badBody, 'wrong-credentials', 'not-confirmed', 'too-many-requests'),
      },
    },
  },
  '/v1/auth/refresh': {
    post: {
      ...common,
      summary: 'A new access token',
      requestBody: jsonBody(RefreshToken),
      responses: {
        200: answers('Still signed in', Tokens),
        ...refuses(...badBody, 'unauthenticated', 'too-many-requests'),
      },
    },
  },
  '/v1/auth/logout': {
    post: {
      ...common,
      summary: 'End the session',
      requestBody: jsonBody(RefreshToken),
      responses: { 204: done, ...refuses(...badBody) },
    },
  },
  '/v1/auth/forgot': {
    post: {
      ...common,
      summary: 'Mail a code to set a new password',
      requestBody: jsonBody(Address),
      responses: mailSent,
    },
  },
  '/v1/auth/reset': {
    post: {
      ...common,
      summary: 'Set a new password with the code',
      requestBody: jsonBody(NewPassword),
      responses: { 204: done, ...refuses(...badBody, 'invalid-code', 'too-many-requests') },
    },
  },
  '/v1/me': {
    get: {
      tags: ['auth'],
      summary: 'Who am I?',
      security: needs('account'),
      responses: { 200: answers('The account', Me), ...refuses(...callerRefused) },
    },
  },
}
