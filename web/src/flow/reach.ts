/** Whether another device can open this page: the address of one's own machine is known to that alone. */
export const reachable = !/^(localhost|127(\.\d+){3}|\[::1\])$/.test(location.hostname);
