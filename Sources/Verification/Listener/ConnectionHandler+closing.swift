internal import Domain
internal import NIOCore

// Deadlines, and how a connection ends.
extension ConnectionHandler {
    func flush(_ context: ChannelHandlerContext) {
        guard output.readableBytes > 0 else { return }
        context.writeAndFlush(wrapOutboundOut(output), promise: nil)
        output.clear()
    }

    /// Nothing can be done before something more happens: sees to it that it can.
    func rest(_ context: ChannelHandlerContext) {
        if isInputClosed, arrivals.isEmpty {
            switch phase {
            case .idle, .arriving, .receiving: linger(context)
            case .answering, .lingering, .closed: break
            }
        }
        if case .idle = phase, !isWritable {
            // It does not take its answers.
            expire(in: limits.request, context)
        }
        if wantsRead, canRead {
            wantsRead = false
            context.read()
        }
    }

    /// Sends what was written, ends our side, and then waits for the client to end its own: closed at once, a connection
    /// with unread bytes is reset, and the client may never see its answer (RFC 9112, 9.6).
    func linger(_ context: ChannelHandlerContext) {
        phase = .lingering
        arrivals.removeAll()
        requestsWaiting = 0
        expire(in: limits.request, context)
        let last = context.eventLoop.makePromise(of: Void.self)
        let connection = NIOLoopBound((handler: self, context: context), eventLoop: context.eventLoop)
        last.futureResult.whenComplete { _ in
            let (handler, context) = connection.value
            handler.wroteLast(context)
        }
        context.writeAndFlush(wrapOutboundOut(output), promise: last)
        output.clear()
    }

    private func wroteLast(_ context: ChannelHandlerContext) {
        guard case .lingering = phase else { return }
        guard !isInputClosed else {
            context.close(promise: nil)
            return
        }
        context.close(mode: .output, promise: nil)
        expire(in: limits.linger, context)
        if wantsRead {
            wantsRead = false
            context.read()
        }
    }

    func stop(_ context: ChannelHandlerContext) {
        isStopping = true
        // A request may be on its way at this moment.
        if case .idle = phase { expire(in: limits.drain, context) }
    }

    /// One timer at a time, moved only when it would be late: most deadlines are replaced before they come.
    func expire(in duration: Duration, from now: NIODeadline = .now(), _ context: ChannelHandlerContext) {
        deadline = now + TimeAmount(duration)
        if let timer, timer.at <= deadline { return }
        timer?.task.cancel()
        schedule(on: context.channel)
    }

    private func schedule(on channel: any Channel) {
        let connection = NIOLoopBound(self, eventLoop: channel.eventLoop)
        let task = channel.eventLoop.scheduleTask(deadline: deadline) {
            connection.value.tick(channel)
        }
        timer = (deadline, task)
    }

    private func tick(_ channel: any Channel) {
        timer = nil
        guard deadline <= .now() else {
            schedule(on: channel)
            return
        }
        guard let context = try? channel.pipeline.syncOperations.context(handler: self) else { return }
        expired(context)
    }

    private func expired(_ context: ChannelHandlerContext) {
        switch phase {
        case .arriving where isWritable:
            refuse(Exchange.unreadable, .tooSlow, context)
        case .receiving(let reception) where isWritable:
            refuse(reception.exchange, .tooSlow, context)
        case .answering(let exchange, _) where isWritable:
            refuse(exchange, .unavailable("The answer took too long."), context)
        case .idle, .arriving, .receiving, .answering, .lingering, .closed:
            context.close(promise: nil)
        }
    }
}

extension Failure {
    fileprivate static var tooSlow: Failure {
        Failure(.requestTimeout, "The request was not there in full in time.")
    }
}
