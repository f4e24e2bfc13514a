import { signInAddress } from './sign-in-address.ts';

/** Goes to the sign-in page and comes back here afterwards. `ended`: the person was signed in until now. */
export function signInAgain(ended: boolean): void {
  location.assign(signInAddress(`${location.pathname}${location.search}`, ended));
}
