import { signInAddress } from './sign-in-address.ts';

/** Goes to the sign-in page and comes back here afterwards. */
export function signInAgain(): void {
  location.assign(signInAddress(`${location.pathname}${location.search}`));
}
