/** Something that the user can put right stands in the way of a start; the message is all that is printed, a line each. */
export class LaunchFault extends Error {
  override readonly name = 'LaunchFault';
}
