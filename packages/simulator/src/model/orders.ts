import type { Conversation, Customer, Order, Simulation } from './simulation.ts';

const BUYS = { ordinary: 0.32, promotion: 0.45 };
/** On a promotion many pay a deposit first and the balance when the prices have fallen. */
const DEPOSIT = { ordinary: 0.05, promotion: 0.4 };
const WANTS_MONEY_BACK = 0.2;
const REMEMBERED = 500;
const CURRENCY = 'CNY';

/** What a talk leads to: a sale after a pre-sales one, a refund or what saved it after an after-sales one. */
export function tradeAfter(sim: Simulation, at: number, conversation: Conversation): void {
  const { random, setup } = sim;
  if (conversation.intent === 'presales') {
    if (random.chance(BUYS[setup.day])) sim.later(at + random.exponential(1_200_000), (now) => buy(sim, now, conversation.customer));
  } else if (random.chance(WANTS_MONEY_BACK)) {
    const order = sim.recentOrders.find(({ customer, open }) => customer === conversation.customer && open) ?? anyOpen(sim);
    if (order) askForRefund(sim, at + random.between(5_000, 60_000), order);
  }
}

function buy(sim: Simulation, at: number, customer: Customer): void {
  const { random, counted, run, setup, recentOrders } = sim;
  counted.orders += 1;
  const amount = random.lognormal(160, 0.7);
  const items = 1 + random.poisson(0.6);
  const order: Order = { id: `order-${run}-${counted.orders}`, lastEventAt: 0, customer, amount: amount.toFixed(2), items, open: true };
  sim.emit(at, 'order.created', order, about(order));
  // Some never pay.
  if (random.chance(0.12)) return;
  const pay = (when: number, kind: 'full' | 'deposit' | 'balance', paid: string): void =>
    sim.later(when, (now) => {
      sim.emit(now, 'order.paid', order, { ...about(order), amount: paid, kind });
      // Only what is paid in full can be given back.
      if (kind !== 'deposit') remember(recentOrders, order);
    });
  const paidAt = at + random.between(3_000, 90_000);
  if (random.chance(DEPOSIT[setup.day])) {
    const deposit = (amount * 0.2).toFixed(2);
    pay(paidAt, 'deposit', deposit);
    pay(paidAt + random.between(600_000, 7_200_000), 'balance', (Number(order.amount) - Number(deposit)).toFixed(2));
  } else pay(paidAt, 'full', order.amount);
}

function remember(recentOrders: Order[], order: Order): void {
  recentOrders.push(order);
  if (recentOrders.length > REMEMBERED) recentOrders.shift();
}

/** Some are talked out of it, some take another size instead, most get their money. */
function askForRefund(sim: Simulation, at: number, order: Order): void {
  const { random } = sim;
  order.open = false;
  const outcome = random.next();
  const type = outcome < 0.22 ? 'order.refund_withdrawn' : outcome < 0.36 ? 'order.exchanged' : 'order.refunded';
  sim.later(at, (now) => sim.emit(now, 'order.refund_requested', order, about(order)));
  sim.later(at + random.between(60_000, 5_400_000), (now) => sim.emit(now, type, order, about(order)));
}

function anyOpen({ recentOrders, random }: Simulation): Order | undefined {
  const order = recentOrders[Math.floor(random.next() * recentOrders.length)];
  return order?.open ? order : undefined;
}

const about = ({ id, customer, amount, items }: Order) => ({ orderId: id, customerId: customer.id, amount, currency: CURRENCY, items });
